import type { Consumer } from '../domain/consumer.ts';
import { type Seal, SealError } from '../infra/seal.ts';
import type { Records } from './port.ts';

/** The stored form of credentials. */
type Sealed = { sealed: string };

/**
 * Seals the credentials of consumers in the store, and opens them for the caller. Credentials from before the seal are
 * read unsealed, and sealed when the consumer is replaced. Rejects with `SealError` when credentials cannot be opened.
 * @param seal null to store credentials unsealed
 */
export function sealedConsumers(records: Records<Consumer>, seal: Seal | null): Records<Consumer> {
  function closed(consumer: Consumer): Consumer {
    if (!seal) return consumer;
    const credentials: Sealed = { sealed: seal.close(JSON.stringify(consumer.credentials), consumer.id) };
    return { ...consumer, credentials } as unknown as Consumer;
  }

  function opened(consumer: Consumer): Consumer {
    const { sealed } = consumer.credentials as Partial<Sealed>;
    if (sealed === undefined) return consumer;
    if (!seal) throw new SealError(`The credentials of ${consumer.id} are sealed, and there is no key.`);
    return { ...consumer, credentials: JSON.parse(seal.open(sealed, consumer.id)) };
  }

  return {
    add: (...consumers) => records.add(...consumers.map(closed)),
    get: async (id) => {
      const consumer = await records.get(id);
      return consumer && opened(consumer);
    },
    list: async (page, owner) => (await records.list(page, owner)).map(opened),
    replace: (consumer) => records.replace(closed(consumer)),
    remove: (id) => records.remove(id),
  };
}
