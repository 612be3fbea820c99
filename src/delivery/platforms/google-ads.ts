/** Google Ads: the call becomes a conversion of the click that brought the visitor. */
import type { ConsumerOf } from '../../domain/consumer.ts';
import { clickIdsOf, type DeliveryContext } from '../context.ts';
import { hashedCaller } from './caller.ts';
import type { Answered, Message, OutgoingDelivery, Platform, Verdict } from './platform.ts';
import { jsonOf, readPlatformStatus } from './statuses.ts';
import { worthOf } from './worth.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** The longest click-through window. The click's own time is not known for sure, so the window starts at the call. */
const MAX_WINDOW_MS = 90 * DAY_MS;
/** Google needs this long before a new click or conversion can be used. */
const TOO_RECENT_MS = 6 * HOUR_MS;
/** By preference. Google accepts a single click id in a conversion. */
const CLICK_IDS = ['gclid', 'gbraid', 'wbraid'] as const;

/** The order id is the call's id. So these codes mean that Google has the conversion already. */
const ALREADY_THERE = [
  'ORDER_ID_ALREADY_IN_USE',
  'CLICK_CONVERSION_ALREADY_EXISTS',
  'CONVERSION_ALREADY_RETRACTED',
];
const TOO_RECENT = [
  'TOO_RECENT_EVENT',
  'TOO_RECENT_CALL',
  'TOO_RECENT_CONVERSION_ACTION',
  'TOO_RECENT_CONVERSION',
];
const TRANSIENT = ['INTERNAL_ERROR', 'TRANSIENT_ERROR', 'CONCURRENT_MODIFICATION'];
const LIMITS = ['RESOURCE_EXHAUSTED', 'RESOURCE_TEMPORARILY_EXHAUSTED'];

export const googleAds: Platform<'google_ads'> = {
  deduplicatesForMs: Number.POSITIVE_INFINITY,
  countsCalls: true,
  url: ({ settings }) => settings.url,
  grant: ({ settings, credentials }) => ({ tokenUrl: settings.tokenUrl, ...credentials }),

  judge(context) {
    if (!clickIdOf(context)) {
      const detail = `The session came from no click of Google Ads: it has no ${CLICK_IDS.join(', ')}.`;
      return { code: 'no_click_id', detail };
    }
    return { deadline: new Date(context.call.at.getTime() + MAX_WINDOW_MS) };
  },

  message: ({ context }, consumer, token) =>
    upload('uploadClickConversions', consumer, token, {
      conversions: [conversionOf(context, consumer)],
      partialFailure: true,
    }),
  read,

  retract: { message: retraction, read },

  trial(consumer, token, now) {
    const { settings } = consumer;
    return upload('uploadClickConversions', consumer, token, {
      conversions: [
        {
          gclid: 'test',
          conversionAction: actionOf(settings),
          conversionDateTime: googleTime(now),
          orderId: `test_${now.getTime()}`,
        },
      ],
      partialFailure: true,
      validateOnly: true,
    });
  },
  readTrial(answer) {
    // No click has the id of the test. If Google refuses nothing else, the rest of the request is right.
    const codes = errorsOf(answer).map(({ code }) => code);
    const isClick = (code: string) =>
      ['UNPARSEABLE_GCLID', 'CLICK_NOT_FOUND', 'EVENT_NOT_FOUND'].includes(code);
    return answer.status === 200 && codes.every(isClick) ? { type: 'done' } : read(answer);
  },
};

function conversionOf(context: DeliveryContext, { settings }: ConsumerOf<'google_ads'>) {
  const { call } = context;
  const click = clickIdOf(context);
  const worth = worthOf(context, settings);
  // Google accepts user identifiers only with a gclid, and they need consent.
  const caller =
    settings.withCaller && click?.name === 'gclid' && settings.consent?.adUserData !== 'DENIED'
      ? hashedCaller(call, true)
      : null;
  return {
    ...(click && { [click.name]: click.value }),
    conversionAction: actionOf(settings),
    conversionDateTime: googleTime(call.at),
    orderId: call.id,
    ...(worth && { conversionValue: worth.value, currencyCode: worth.currency }),
    ...(settings.consent && { consent: settings.consent }),
    ...(caller && { userIdentifiers: [{ hashedPhoneNumber: caller }] }),
  };
}

function retraction(
  { context, now }: OutgoingDelivery,
  consumer: ConsumerOf<'google_ads'>,
  token: string,
): Message {
  return upload('uploadConversionAdjustments', consumer, token, {
    conversionAdjustments: [
      {
        conversionAction: actionOf(consumer.settings),
        adjustmentType: 'RETRACTION',
        orderId: context.call.id,
        adjustmentDateTime: googleTime(now),
      },
    ],
    partialFailure: true,
  });
}

function upload(
  method: string,
  { settings, credentials }: ConsumerOf<'google_ads'>,
  token: string,
  body: object,
): Message {
  return {
    path: `/${settings.apiVersion}/customers/${settings.customerId}:${method}`,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      'developer-token': credentials.developerToken,
      ...(settings.loginCustomerId && { 'login-customer-id': settings.loginCustomerId }),
    },
    body: JSON.stringify(body),
  };
}

/** Google answers 200 even when it refuses the conversion. The errors are in `partialFailureError`. */
function read(answer: Answered): Verdict {
  const [first] = errorsOf(answer);
  if (!first) {
    if (answer.status === 200 && jsonOf(answer) === undefined)
      return { type: 'again', reason: { code: 'unreadable_answer', detail: "Google's answer is not JSON." } };
    return readPlatformStatus(answer);
  }
  const reason = { code: first.code.toLowerCase(), detail: first.message };
  if (ALREADY_THERE.includes(first.code))
    return { type: 'done', note: `Google had the conversion already: ${first.message}` };
  if (TOO_RECENT.includes(first.code)) return { type: 'again', reason, afterMs: TOO_RECENT_MS };
  if (TRANSIENT.includes(first.code)) return { type: 'again', reason };
  if (LIMITS.includes(first.code)) return { type: 'slow', reason };
  if (answer.status === 200) return { type: 'never', reason };
  return readPlatformStatus(answer, first.message);
}

type GoogleError = { errorCode?: Record<string, string>; message?: string };
type GoogleStatus = { message?: string; status?: string; details?: { errors?: GoogleError[] }[] };

function errorsOf(answer: Answered): { code: string; message: string }[] {
  const { partialFailureError, error } = (jsonOf(answer) ?? {}) as {
    partialFailureError?: GoogleStatus;
    error?: GoogleStatus;
  };
  const status = partialFailureError ?? error;
  if (!status) return [];
  const errors = (status.details ?? []).flatMap(({ errors: listed = [] }) => listed);
  const fallback = status.message ?? 'Google gave no explanation.';
  if (errors.length === 0) return [{ code: status.status ?? 'UNKNOWN', message: fallback }];
  return errors.map(({ errorCode = {}, message }) => ({
    code: Object.values(errorCode)[0] ?? 'UNKNOWN',
    message: message ?? fallback,
  }));
}

function clickIdOf(context: DeliveryContext) {
  const clickIds = clickIdsOf(context);
  for (const name of CLICK_IDS) {
    const value = clickIds[name];
    if (value) return { name, value };
  }
  return null;
}

function actionOf({
  customerId,
  conversionAction,
}: {
  customerId: string;
  conversionAction: string;
}): string {
  return `customers/${customerId}/conversionActions/${conversionAction}`;
}

/** Formats the time as `yyyy-mm-dd hh:mm:ss+hh:mm`, in UTC. */
function googleTime(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace('T', ' ')}+00:00`;
}
