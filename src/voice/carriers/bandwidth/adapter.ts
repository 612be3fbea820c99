import { calledNumber, callingNumber } from '../../../domain/phone.ts';
import type { CarrierAdapter } from '../carrier.ts';
import { iso8601 } from '../times.ts';
import { isRecord, membersOf, textOf } from '../webhook.ts';
import { bxml, MAX_RING_SECONDS, MAX_TARGETS } from './bxml.ts';
import { attestationOf, callIdOf, events, stepResult } from './events.ts';
import { isFromBandwidth } from './signature.ts';

/**
 * Returns the adapter of Bandwidth Voice.
 * @param credentials `user:password` of all applications, two of an application during a rotation. Documents carry the
 * first one.
 */
export function bandwidthAdapter(credentials: readonly string[]): CarrierAdapter {
  const [username = '', ...password] = credentials[0]?.split(':') ?? [];
  const documentLogin = credentials.length > 0 ? { username, password: password.join(':') } : null;
  return {
    name: 'bandwidth',
    ackStatus: 204,
    posts: 'application/json',
    isGenuine: (webhook) => isFromBandwidth(webhook, credentials),

    incomingCall(webhook) {
      const members = membersOf(webhook);
      const carrierCallId = callIdOf(members);
      if (carrierCallId === '') return null;
      const { diversion } = members;
      const forwardedFrom = isRecord(diversion) ? calledNumber(textOf(diversion.origTo)) : '';
      return {
        carrierCallId,
        account: textOf(members.accountId),
        from: callingNumber(textOf(members.from)),
        to: calledNumber(textOf(members.to)),
        at: iso8601(textOf(members.startTime)),
        forwardedFrom: forwardedFrom || null,
        attestation: attestationOf(members.stirShaken),
      };
    },

    stepResult: (webhook) => stepResult(membersOf(webhook)),
    events,

    document: (steps, urls) => ({
      contentType: 'application/xml; charset=utf-8',
      body: bxml(steps, urls, documentLogin),
    }),

    cannot(step) {
      if (step.type !== 'dial') return null;
      if (step.targets.length > MAX_TARGETS)
        return `Bandwidth rings at most ${MAX_TARGETS} targets at once, not ${step.targets.length}.`;
      if (step.timeoutSeconds > MAX_RING_SECONDS)
        return `Bandwidth lets a call ring for at most ${MAX_RING_SECONDS} seconds, not ${step.timeoutSeconds}.`;
      return null;
    },

    caveat(step) {
      if (step.type === 'reject')
        return 'Bandwidth hangs up without a reason. The caller does not hear a busy tone.';
      if (step.type === 'dial' && step.record)
        return 'Bandwidth starts to record before the answer. The recording contains the ringing.';
      return null;
    },
  };
}
