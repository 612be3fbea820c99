/** Meta's Conversions API: the call becomes an event with the action source `phone_call`. */
import type { ConsumerOf } from '../../domain/consumer.ts';
import { clickIdsOf, type DeliveryContext } from '../context.ts';
import { hashedCaller } from './caller.ts';
import type { Answered, Message, Platform, Verdict } from './platform.ts';
import { jsonOf, readPlatformStatus } from './statuses.ts';
import { worthOf } from './worth.ts';

const DAY_MS = 86_400_000;
/** Meta refuses a whole request if one event is older. So each event is sent alone, and no event that is too old. */
const MAX_EVENT_AGE_MS = 7 * DAY_MS;
/** Graph API errors that pass: unknown and service. */
const TRANSIENT = [1, 2];
/** Graph API errors of the limits on calls. */
const LIMITS = [4, 17, 32, 341, 613];
const isBusinessLimit = (code: number) => code >= 80_000 && code < 80_100;
/** Errors of the token that a person can repair: capability, session, token and permissions. */
const RIGHTS = [3, 10, 102, 190];
const isPermission = (code: number) => code >= 200 && code < 300;
/** A subcode of code 100: the dataset does not exist, or the token may not see it. */
const UNSEEN = 33;

export const meta: Platform<'meta'> = {
  deduplicatesForMs: 48 * 3_600_000,
  countsCalls: true,
  url: ({ settings }) => settings.url,

  judge(context, consumer) {
    if (Object.keys(userDataOf(context, consumer)).length === 0)
      return {
        code: 'no_identifier',
        detail: 'The call has neither a click id of Meta (fbclid) nor a caller number that may be sent.',
      };
    return { deadline: new Date(context.call.at.getTime() + MAX_EVENT_AGE_MS) };
  },

  message: ({ context }, consumer) => {
    const worth = worthOf(context, consumer.settings);
    return post(consumer, {
      data: [
        {
          event_name: consumer.settings.eventName,
          event_time: Math.floor(context.call.at.getTime() / 1000),
          action_source: 'phone_call',
          event_id: context.call.id,
          user_data: userDataOf(context, consumer),
          custom_data: { ...worth, talk_seconds: context.call.talkSeconds ?? 0 },
        },
      ],
    });
  },
  read,

  trial(consumer, _token, now) {
    const { testEventCode, eventName } = consumer.settings;
    if (!testEventCode)
      return {
        code: 'no_test_code',
        detail: 'Set `testEventCode` to the code that Test Events shows. A test without it would count.',
      };
    return post(consumer, {
      data: [
        {
          event_name: eventName,
          event_time: Math.floor(now.getTime() / 1000),
          action_source: 'phone_call',
          event_id: `test_${now.getTime()}`,
          user_data: { external_id: ['ringtrail-test'] },
        },
      ],
      test_event_code: testEventCode,
    });
  },
};

function post({ settings, credentials }: ConsumerOf<'meta'>, body: object): Message {
  return {
    path: `/${settings.apiVersion}/${settings.dataset}/events`,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${credentials.accessToken}`,
    },
    body: JSON.stringify(body),
  };
}

/** Returns `fbc` with its letters' case unchanged, and `ph`, the hash of the digits with the country code. */
function userDataOf(context: DeliveryContext, { settings }: ConsumerOf<'meta'>) {
  const { call, session } = context;
  const { fbclid } = clickIdsOf(context);
  const seenAt = session?.firstSeenAt ?? call.at;
  const caller = settings.withCaller ? hashedCaller(call, false) : null;
  return {
    ...(caller && { ph: [caller] }),
    ...(fbclid && { fbc: `fb.1.${seenAt.getTime()}.${fbclid}` }),
  };
}

function read(answer: Answered): Verdict {
  const body = (jsonOf(answer) ?? {}) as {
    events_received?: number;
    error?: { message?: string; code?: number; error_subcode?: number; is_transient?: boolean };
  };
  const { error } = body;
  if (!error) {
    if (answer.status !== 200 || body.events_received === 1) return readPlatformStatus(answer);
    return {
      type: 'again',
      reason: { code: 'not_received', detail: 'Meta did not confirm the event.' },
    };
  }
  const code = error.code ?? 0;
  const named = [code, error.error_subcode].filter((one) => one !== undefined).join('_');
  const reason = { code: `meta_${named}`, detail: error.message ?? 'Meta gave no explanation.' };
  if (LIMITS.includes(code) || isBusinessLimit(code)) return { type: 'slow', reason };
  const canChange =
    RIGHTS.includes(code) || isPermission(code) || (code === 100 && error.error_subcode === UNSEEN);
  if (error.is_transient || TRANSIENT.includes(code) || canChange) return { type: 'again', reason };
  return answer.status >= 500 ? { type: 'again', reason } : { type: 'never', reason };
}
