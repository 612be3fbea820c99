import { CARRIERS, type Carrier } from '../../domain/model.ts';
import { bandwidthAdapter } from './bandwidth/adapter.ts';
import type { CarrierAdapter } from './carrier.ts';
import { plivoAdapter } from './plivo/adapter.ts';
import { signalwireAdapter } from './signalwire/adapter.ts';
import { telnyxAdapter } from './telnyx/adapter.ts';
import { twilioAdapter } from './twilio/adapter.ts';
import { vonageAdapter } from './vonage/adapter.ts';

/** Each carrier's secrets. Any of them may have signed: accounts differ, and two are valid during a rotation. */
export type CarrierSecrets = Readonly<Record<Carrier, readonly string[]>>;

const ADAPTERS: Readonly<Record<Carrier, (secrets: readonly string[], now: () => Date) => CarrierAdapter>> = {
  twilio: twilioAdapter,
  signalwire: signalwireAdapter,
  telnyx: telnyxAdapter,
  plivo: plivoAdapter,
  vonage: vonageAdapter,
  bandwidth: bandwidthAdapter,
};

/**
 * Returns the adapter of a carrier. Without secrets it accepts no webhook and needs no clock, but still writes documents
 * and checks steps.
 * @param now the clock for the age of a signature
 */
export function adapterOf(
  carrier: Carrier,
  secrets: readonly string[] = [],
  now: () => Date = () => new Date(0),
): CarrierAdapter {
  return ADAPTERS[carrier](secrets, now);
}

/** Returns the adapters of the carriers that have a secret. @param now the clock for the age of a signature */
export function adaptersFor(secrets: CarrierSecrets, now: () => Date): CarrierAdapter[] {
  return CARRIERS.filter((carrier) => secrets[carrier].length > 0).map((carrier) =>
    adapterOf(carrier, secrets[carrier], now),
  );
}
