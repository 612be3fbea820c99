/** Google Ads: the call becomes a conversion of the click that brought the visitor. */
import type { ConsumerOf } from '../../domain/consumer.ts';
import { clickIdsOf, type DeliveryContext } from '../context.ts';
import { hashedCaller } from './caller.ts';
import type { Answered, Message, OutgoingDelivery, Platform, Verdict } from './platform.ts';
import { jsonOf, readPlatformStatus } from './statuses.ts';
import { worthOf } from './worth.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** The longest click-through window; the click came before the call, and how long before is not known for sure. */
const WINDOW_MS = 90 * DAY_MS;
/** Google wants so long before what it knows of a click or a conversion can be used. */
const TOO_RECENT_MS = 6 * HOUR_MS;
/** Of several click ids the one that says the most; never two braids in one conversion. */
const CLICK_IDS = ['gclid', 'gbraid', 'wbraid'] as const;

/** The order id is the call's, used for nothing else: Google has the conversion already. */
const HAS_IT = ['ORDER_ID_ALREADY_IN_USE', 'CLICK_CONVERSION_ALREADY_EXISTS', 'CONVERSION_ALREADY_RETRACTED'];
const TOO_RECENT = [
  'TOO_RECENT_EVENT',
  'TOO_RECENT_CALL',
  'TOO_RECENT_CONVERSION_ACTION',
  'TOO_RECENT_CONVERSION',
];
const PASSING = ['INTERNAL_ERROR', 'TRANSIENT_ERROR', 'CONCURRENT_MODIFICATION'];
const LIMITS = ['RESOURCE_EXHAUSTED', 'RESOURCE_TEMPORARILY_EXHAUSTED'];

export const googleAds: Platform<'google_ads'> = {
  deduplicatesForMs: Number.POSITIVE_INFINITY,
  countsCalls: true,
  url: ({ settings }) => settings.url,
  grant: ({ settings, credentials }) => ({ tokenUrl: settings.tokenUrl, ...credentials }),

  judge(context) {
    if (!clickIdOf(context)) {
      const detail = `The session came by no click of Google Ads: it has none of ${CLICK_IDS.join(', ')}.`;
      return { code: 'no_click_id', detail };
    }
    return { deadline: new Date(context.call.at.getTime() + WINDOW_MS) };
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
    // No click has such an id. That this is what Google finds wrong means that all the rest was right.
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
  // With braids Google takes no user identifiers, and without consent we send none.
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

/** Google answers 200 also when it took none: each conversion's errors are in `partialFailureError`. */
function read(answer: Answered): Verdict {
  const [first] = errorsOf(answer);
  if (!first) {
    if (answer.status === 200 && jsonOf(answer) === undefined)
      return { type: 'again', reason: { code: 'unreadable_answer', detail: "Google's answer is no JSON." } };
    return readPlatformStatus(answer);
  }
  const reason = { code: first.code.toLowerCase(), detail: first.message };
  if (HAS_IT.includes(first.code)) return { type: 'done', note: `Google had it already: ${first.message}` };
  if (TOO_RECENT.includes(first.code)) return { type: 'again', reason, afterMs: TOO_RECENT_MS };
  if (PASSING.includes(first.code)) return { type: 'again', reason };
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
  const fallback = status.message ?? 'Google said no more.';
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

/** `yyyy-mm-dd hh:mm:ss+hh:mm`, in UTC. */
function googleTime(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace('T', ' ')}+00:00`;
}
