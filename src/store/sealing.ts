import { every } from '../infra/every.ts';
import { createSeal, SealError } from '../infra/seal.ts';
import type { Store } from './port.ts';
import { sealedConsumers } from './sealed-consumers.ts';

/** Returns the store with sealed credentials of consumers. The first word seals. Without words the store seals nothing. */
export function sealing(store: Store, [first, ...others]: readonly string[]): Store {
  const seal = first === undefined ? null : createSeal([first, ...others]);
  return { ...store, consumers: sealedConsumers(store.consumers, seal) };
}

/** Rejects with `SealError` when stored credentials do not open, because no delivery could be sent. */
export async function mustOpenCredentials({ consumers }: Pick<Store, 'consumers'>): Promise<void> {
  try {
    // Reading them opens them.
    for await (const { credentials } of every(consumers)) void credentials;
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    throw new SealError(
      `${error.message} Set CREDENTIALS_KEY to the key that sealed them. Several keys are separated by commas.`,
    );
  }
}
