import { calledNumber, callingNumber } from '../../../domain/phone.ts';
import { recordingKindOf } from '../callback-url.ts';
import type { CarrierAdapter } from '../carrier.ts';
import { createReplayGuard } from '../replay-guard.ts';
import { plainUtc } from '../times.ts';
import { fieldsOf } from '../webhook.ts';
import { dialEnded, progress, recorded, stepResult } from './events.ts';
import { plivoXml } from './plivo-xml.ts';
import { isSignedByPlivo } from './signature.ts';

/** Returns the adapter of Plivo Voice. @param tokens the auth tokens of all accounts, two of an account during a rotation */
export function plivoAdapter(tokens: readonly string[], now: () => Date): CarrierAdapter {
  const guard = createReplayGuard(now);
  return {
    name: 'plivo',
    ackStatus: 200,
    posts: 'application/x-www-form-urlencoded',
    isGenuine: (webhook) => isSignedByPlivo(webhook, tokens, guard),

    incomingCall(webhook) {
      const fields = fieldsOf(webhook);
      if (!fields.CallUUID) return null;
      return {
        carrierCallId: fields.CallUUID,
        account: fields.ParentAuthID ?? '',
        from: callingNumber(fields.From ?? ''),
        to: calledNumber(fields.To ?? ''),
        at: plainUtc(fields.SessionStart),
        forwardedFrom: calledNumber(fields.ForwardedFrom ?? '') || null,
        attestation: null,
      };
    },

    stepResult: (webhook) => stepResult(fieldsOf(webhook)),

    events(callback, webhook, receivedAt) {
      if (callback === 'status') return progress(fieldsOf(webhook), receivedAt);
      const event =
        (callback === 'next' ? dialEnded(fieldsOf(webhook), receivedAt) : null) ??
        recorded(webhook, receivedAt, callback === 'next' ? 'voicemail' : recordingKindOf(webhook));
      return event ? [event] : [];
    },

    document: (steps, urls) => ({
      contentType: 'application/xml; charset=utf-8',
      body: plivoXml(steps, urls),
    }),
    cannot: () => null,

    caveat(step) {
      if (step.type === 'dial' && step.targets.some((target) => 'sip' in target))
        return 'Plivo rings a SIP address as one of its own endpoints. An address of another service needs a Plivo trunk.';
      return null;
    },
  };
}
