/**
 * Google Ads by its upload of click conversions. Google closed it in June 2026 to developer tokens that had not used it. The
 * others may use it until Google ends it.
 */
import type { ConsumerOf } from '../../domain/consumer.ts';
import type { DeliveryContext } from '../context.ts';
import { addressOf, callerFor, clickIdOf, GOOGLE_ADS_URL, grantOf, judgeClick } from './google-click.ts';
import type { Answered, Message, OutgoingDelivery, Platform, Verdict } from './platform.ts';
import { jsonOf, readPlatformStatus } from './statuses.ts';
import { type Worth, worthFrom, worthOf } from './worth.ts';

const HOUR_MS = 3_600_000;
/** Google needs this long before a new click or conversion can be used. */
const TOO_RECENT_MS = 6 * HOUR_MS;
/** Google takes no uploads from this developer token any more. */
const CLOSED = 'CUSTOMER_NOT_ALLOWLISTED_FOR_THIS_FEATURE';

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

export const clickUploads: Platform<'google_ads'> = {
  deduplicatesForMs: Number.POSITIVE_INFINITY,
  countsCalls: true,
  url: (consumer) => addressOf(consumer, GOOGLE_ADS_URL),
  grant: grantOf,
  judge: judgeClick,
  message: ({ context }, consumer, token) =>
    upload('uploadClickConversions', consumer, token, {
      conversions: [conversionOf(context, consumer)],
      partialFailure: true,
    }),
  read,

  retract: { message: retraction, read },
  restate: { message: restatement, read, valueIn },

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

function conversionOf(context: DeliveryContext, consumer: ConsumerOf<'google_ads'>) {
  const { settings } = consumer;
  const { call } = context;
  const click = clickIdOf(context);
  const worth = worthOf(context, settings);
  const caller = callerFor(context, consumer);
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

function restatement(delivery: OutgoingDelivery, consumer: ConsumerOf<'google_ads'>, token: string): Message {
  const worth = worthOf(delivery.context, consumer.settings);
  return adjustment(delivery, consumer, token, {
    adjustmentType: 'RESTATEMENT',
    restatementValue: { adjustedValue: worth?.value, currencyCode: worth?.currency },
  });
}

function retraction(delivery: OutgoingDelivery, consumer: ConsumerOf<'google_ads'>, token: string): Message {
  return adjustment(delivery, consumer, token, { adjustmentType: 'RETRACTION' });
}

/** Returns the request that changes the conversion of an earlier delivery. */
function adjustment(
  { context, now }: OutgoingDelivery,
  consumer: ConsumerOf<'google_ads'>,
  token: string,
  change: { adjustmentType: 'RESTATEMENT' | 'RETRACTION'; restatementValue?: object },
): Message {
  return upload('uploadConversionAdjustments', consumer, token, {
    conversionAdjustments: [
      {
        conversionAction: actionOf(consumer.settings),
        orderId: context.call.id,
        adjustmentDateTime: googleTime(now),
        ...change,
      },
    ],
    partialFailure: true,
  });
}

/** Google restates no conversion that was retracted. */
function valueIn(sent: string): Worth | null | 'final' {
  const { conversions, conversionAdjustments } = JSON.parse(sent);
  const adjustment = conversionAdjustments?.[0];
  if (adjustment?.adjustmentType === 'RETRACTION') return 'final';
  const { adjustedValue, currencyCode } = adjustment?.restatementValue ?? {};
  return adjustment
    ? { value: adjustedValue, currency: currencyCode }
    : worthFrom(conversions?.[0]?.conversionValue, conversions?.[0]?.currencyCode);
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
      'developer-token': credentials.developerToken ?? '',
      ...(settings.loginCustomerId && { 'login-customer-id': settings.loginCustomerId }),
    },
    body: JSON.stringify(body),
  };
}

/** Google answers 200 even when it refuses the conversion. The errors are in `partialFailureError`. */
function read(answer: Answered): Verdict {
  const errors = errorsOf(answer);
  const [first] = errors;
  if (errors.some(({ code }) => code === CLOSED)) return { type: 'closed', reason: CLOSED_REASON };
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

const CLOSED_REASON = {
  code: CLOSED.toLowerCase(),
  detail:
    'Google takes no upload of click conversions from this developer token. Give the consumer a refresh token with the scope https://www.googleapis.com/auth/datamanager, set `settings.api` to `data_manager`, and enable it with `"disabled": null`.',
};

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
