import { CARRIERS, type Carrier } from '../../domain/model.ts';
import { bandwidthAdapter } from './bandwidth/adapter.ts';
import type { CarrierAdapter } from './carrier.ts';
import { plivoAdapter } from './plivo/adapter.ts';
import { signalwireAdapter } from './signalwire/adapter.ts';
import { telnyxAdapter } from './telnyx/adapter.ts';
import { twilioAdapter } from './twilio/adapter.ts';
import { vonageAdapter } from './vonage/adapter.ts';

/** Any one of a carrier's secrets may have signed: accounts have their own, and two are active while one is rotated. */
export type CarrierSecrets = Readonly<Record<Carrier, readonly string[]>>;

const MAKE: Readonly<Record<Carrier, (secrets: readonly string[], now?: () => Date) => CarrierAdapter>> = {
  twilio: twilioAdapter,
  signalwire: signalwireAdapter,
  telnyx: telnyxAdapter,
  plivo: plivoAdapter,
  vonage: vonageAdapter,
  bandwidth: bandwidthAdapter,
};

/** The adapter of a carrier; one without secrets takes nothing for genuine, and still knows the carrier's language. */
export function adapterOf(
  carrier: Carrier,
  secrets: readonly string[] = [],
  now?: () => Date,
): CarrierAdapter {
  return MAKE[carrier](secrets, now);
}

/** The adapters of the carriers whose webhooks can be checked. @param now by which webhooks are recent or too old */
export function adaptersFor(secrets: CarrierSecrets, now: () => Date): CarrierAdapter[] {
  return CARRIERS.filter((carrier) => secrets[carrier].length > 0).map((carrier) =>
    adapterOf(carrier, secrets[carrier], now),
  );
}
