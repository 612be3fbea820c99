/**
 * Google Ads by the Data Manager API. An event with the transaction id of an earlier one restates its value. Google checks the form of
 * a request at once, and processes it later: its status is asked for after half an hour.
 */
import type { ConsumerOf } from '../../domain/consumer.ts';
import { addressOf, callerFor, clickIdOf, DATA_MANAGER_URL, grantOf, judgeClick } from './google-click.ts';
import type { Answered, Message, OutgoingDelivery, Platform, Side, Verdict } from './platform.ts';
import { jsonOf, readPlatformStatus } from './statuses.ts';
import { worthFrom, worthOf } from './worth.ts';

type GoogleAds = ConsumerOf<'google_ads'>;

/** Google recommends this pause before the first question for the status. */
const FIRST_STATUS_MS = 30 * 60_000;
const STATUS_PATH = '/v1/requestStatus:retrieve';

/** A person must mend the set-up at Google first. Until then each delivery would fail. */
const CLOSED: Record<string, string> = {
  SERVICE_DISABLED:
    'The Data Manager API is not enabled in the Google Cloud project of this client. Enable the API there',
  ACCESS_TOKEN_SCOPE_INSUFFICIENT:
    'The refresh token lacks the scope https://www.googleapis.com/auth/datamanager. Make a refresh token with it',
};
/** The call's id is the transaction id. So these mean that Google has the conversion already. */
const ALREADY_THERE = ['DUPLICATE_TRANSACTION_ID', 'DUPLICATE_GCLID'];

const side: Side<'google_ads'> = {
  message: (delivery, consumer, token) =>
    statusRequest(delivery, token) ?? ingest(consumer, token, { events: [eventOf(delivery, consumer)] }),
  read,
};

export const dataManager: Platform<'google_ads'> = {
  deduplicatesForMs: Number.POSITIVE_INFINITY,
  countsCalls: true,
  url: (consumer) => addressOf(consumer, DATA_MANAGER_URL),
  grant: grantOf,
  judge: judgeClick,
  ...side,
  // There is no retraction. The event gets the value 0.
  retract: side,
  restate: {
    ...side,
    valueIn(sent) {
      const { conversionValue, currency } = JSON.parse(sent).events?.[0] ?? {};
      return worthFrom(conversionValue, currency);
    },
  },
  trial: (consumer, token, now) =>
    ingest(consumer, token, {
      events: [
        {
          transactionId: `test_${now.getTime()}`,
          eventTimestamp: now.toISOString(),
          eventSource: 'PHONE',
          adIdentifiers: { gclid: 'test' },
        },
      ],
      validateOnly: true,
    }),
  readTrial: (answer) => (answer.status === 200 ? { type: 'done' } : readError(answer)),
};

function eventOf({ context, isTakenBack, now }: OutgoingDelivery, consumer: GoogleAds) {
  const { settings } = consumer;
  const { call } = context;
  const click = clickIdOf(context);
  const worth = worthOf(context, settings);
  const currency = worth?.currency ?? settings.currency;
  const caller = callerFor(context, consumer);
  const { consent } = settings;
  return {
    transactionId: call.id,
    eventTimestamp: call.at.toISOString(),
    lastUpdatedTimestamp: now.toISOString(),
    eventSource: 'PHONE',
    ...(click && { adIdentifiers: { [click.name]: click.value } }),
    ...(isTakenBack
      ? { conversionValue: 0, ...(currency && { currency }) }
      : worth && { conversionValue: worth.value, currency: worth.currency }),
    ...(consent && {
      consent: {
        adUserData: `CONSENT_${consent.adUserData}`,
        adPersonalization: `CONSENT_${consent.adPersonalization}`,
      },
    }),
    ...(caller && { userData: { userIdentifiers: [{ phoneNumber: caller }] } }),
  };
}

function ingest({ settings }: GoogleAds, token: string, more: object): Message {
  const account = (accountId: string) => ({ accountType: 'GOOGLE_ADS', accountId });
  const { customerId, loginCustomerId, conversionAction } = settings;
  return {
    path: '/v1/events:ingest',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      destinations: [
        {
          operatingAccount: account(customerId),
          ...(loginCustomerId && { loginAccount: account(loginCustomerId) }),
          productDestinationId: conversionAction,
        },
      ],
      encoding: 'HEX',
      ...more,
    }),
  };
}

/** Returns the question for the status of the request that Google accepted before. Null: it accepted none, or has failed inside. */
function statusRequest({ former }: OutgoingDelivery, token: string): Message | null {
  if (former.at(-1)?.reason?.code === 'internal_error') return null;
  for (const { answer } of former.toReversed()) {
    const requestId = requestIdIn(answer);
    if (requestId)
      return {
        method: 'GET',
        path: STATUS_PATH,
        query: { requestId },
        headers: { authorization: `Bearer ${token}` },
        body: '',
      };
  }
  return null;
}

function requestIdIn(answer: string | null): string | null {
  const { requestId } = (jsonOf({ status: 200, text: answer ?? '', isCut: false }) ?? {}) as {
    requestId?: string;
  };
  return requestId ?? null;
}

type Status = {
  requestStatus?: string;
  errorInfo?: { errorCounts?: { reason?: string }[] };
  warningInfo?: { warningCounts?: { reason?: string }[] };
};

function read(answer: Answered, { inOrder }: GoogleAds): Verdict {
  if (answer.status !== 200) return readError(answer);
  const { requestId, requestStatusPerDestination } = (jsonOf(answer) ?? {}) as {
    requestId?: string;
    requestStatusPerDestination?: Status[];
  };
  const [status] = requestStatusPerDestination ?? [];
  if (status) return readStatusOf(status);
  if (!requestId)
    return {
      type: 'again',
      reason: { code: 'unreadable_answer', detail: "Google's answer has no request id." },
    };
  // The calls after this one would wait for its status.
  if (inOrder)
    return { type: 'done', note: `Google accepted the event. Its status was not asked for: ${requestId}` };
  return processing(`Google accepted the event and processes it, as request ${requestId}.`);
}

function processing(detail: string): Verdict {
  return { type: 'again', reason: { code: 'processing', detail }, leastMs: FIRST_STATUS_MS };
}

function readStatusOf({ requestStatus, errorInfo, warningInfo }: Status): Verdict {
  const plain = (reason = 'UNSPECIFIED') => reason.replace(/^PROCESSING_(ERROR|WARNING)_(REASON_)?/, '');
  const warnings = (warningInfo?.warningCounts ?? []).map(({ reason }) => plain(reason));
  const errors = (errorInfo?.errorCounts ?? []).map(({ reason }) => plain(reason));
  if (requestStatus === 'SUCCESS')
    return { type: 'done', ...(warnings.length > 0 && { note: `Google warns: ${warnings.join(', ')}` }) };
  if (requestStatus !== 'FAILED' && requestStatus !== 'PARTIAL_SUCCESS')
    return processing('Google still processes the event.');
  const [first = 'UNSPECIFIED'] = errors;
  if (ALREADY_THERE.includes(first))
    return { type: 'done', note: `Google had the conversion already: ${first}` };
  const reason = { code: first.toLowerCase(), detail: `Google could not use the event: ${first}.` };
  return { type: first === 'INTERNAL_ERROR' ? 'again' : 'never', reason };
}

type ErrorDetail = {
  reason?: string;
  fieldViolations?: { field?: string; description?: string; reason?: string }[];
};

function readError(answer: Answered): Verdict {
  const { error } = (jsonOf(answer) ?? {}) as {
    error?: { message?: string; status?: string; details?: ErrorDetail[] };
  };
  const violations = (error?.details ?? []).flatMap(({ fieldViolations = [] }) => fieldViolations);
  const reasons = (error?.details ?? []).flatMap(({ reason }) => (reason ? [reason] : []));
  const closed = reasons.find((reason) => reason in CLOSED);
  if (closed)
    return {
      type: 'closed',
      reason: {
        code: closed.toLowerCase(),
        detail: `${CLOSED[closed]}, and enable the consumer with \`"disabled": null\`.`,
      },
    };
  const where = violations.map(({ field, description }) => `${field}: ${description}`).join('; ');
  const said = [error?.message, where].filter(Boolean).join(' ') || null;
  const verdict = readPlatformStatus(answer, said);
  const code = violations.find(({ reason }) => reason)?.reason ?? reasons[0] ?? error?.status;
  if (verdict.type === 'done' || !code) return verdict;
  return { ...verdict, reason: { code: code.toLowerCase(), detail: verdict.reason.detail } };
}
