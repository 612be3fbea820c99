import { createSecretKey } from 'node:crypto';
import { calledNumber, callingNumber } from '../../../domain/phone.ts';
import type { CarrierAdapter } from '../carrier.ts';
import { createReplayGuard } from '../replay-guard.ts';
import { textOf } from '../webhook.ts';
import { events, membersIn, recorded, stepResult } from './events.ts';
import { MAX_WAIT_SECONDS, ncco } from './ncco.ts';
import { isSignedByVonage } from './signature.ts';

/**
 * Returns the adapter of Vonage's Voice API.
 * @param secrets the signature secrets of all accounts, two of an account during a rotation
 */
export function vonageAdapter(secrets: readonly string[], now: () => Date): CarrierAdapter {
  const guard = createReplayGuard(now);
  const keys = secrets.map((secret) => createSecretKey(Buffer.from(secret)));
  return {
    name: 'vonage',
    ackStatus: 200,
    posts: 'application/json',
    isGenuine: (webhook) => isSignedByVonage(webhook, keys, guard, now()),

    incomingCall(webhook) {
      const { uuid, from, from_user, to } = membersIn(webhook);
      const carrierCallId = textOf(uuid);
      if (carrierCallId === '') return null;
      return {
        carrierCallId,
        account: '',
        from: callingNumber(textOf(from) || textOf(from_user)),
        to: calledNumber(textOf(to)),
        at: null,
        forwardedFrom: null,
        attestation: null,
      };
    },

    stepResult: stepResult,

    events(callback, webhook, receivedAt) {
      if (callback !== 'recording') return events(webhook, receivedAt);
      const event = recorded(webhook, receivedAt);
      return event ? [event] : [];
    },

    document: (steps, urls) => ({
      contentType: 'application/json; charset=utf-8',
      body: JSON.stringify(ncco(steps, urls)),
    }),

    cannot(step) {
      if (step.type === 'dial' && step.targets.length > 1)
        return 'Vonage rings one target at a time. Ring the targets in order instead.';
      return null;
    },

    caveat(step) {
      switch (step.type) {
        case 'dial':
          return step.record
            ? 'Vonage shows the called number in place of the caller’s, and starts to record before the answer.'
            : 'Vonage shows the called number in place of the caller’s.';
        case 'reject':
          return 'Vonage answers a call before it ends the call. So a refused call costs money, and its caller never hears a busy tone.';
        case 'gather':
          return step.timeoutSeconds > MAX_WAIT_SECONDS
            ? `Vonage waits at most ${MAX_WAIT_SECONDS} seconds for a key.`
            : null;
        default:
          return null;
      }
    },
  };
}
