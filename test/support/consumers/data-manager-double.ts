import type { Answer, Received, Reply } from './double.ts';

type Account = { accountType?: string; accountId?: string };
type Event = {
  transactionId?: string;
  eventTimestamp?: string;
  eventSource?: string;
  adIdentifiers?: Record<string, string>;
  conversionValue?: number;
  currency?: string;
  consent?: Record<string, string>;
  userData?: { userIdentifiers: { phoneNumber?: string }[] };
};
type Request = {
  destinations?: {
    operatingAccount?: Account;
    loginAccount?: Account;
    productDestinationId?: string;
  }[];
  events?: Event[];
  encoding?: string;
  validateOnly?: boolean;
};
type Violation = { field: string; reason: string };
type Processed = { due: number; error: string | null; event: Event };

const MINUTE_MS = 60_000;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;
const ERRORS_BY_CLICK: Record<string, string> = {
  broken: 'PROCESSING_ERROR_REASON_INVALID_GCLID',
  foreign: 'PROCESSING_ERROR_OPERATING_ACCOUNT_MISMATCH_FOR_AD_IDENTIFIER',
};

/**
 * Google's Data Manager API by its reference: OAuth, events:ingest and requestStatus:retrieve. A request with one bad event fails as a
 * whole. An accepted request is processed later. An event with a known transaction id restates the value of the conversion.
 */
export function dataManagerDouble(now: () => Date) {
  const counted = new Map<string, Event>();
  const requests = new Map<string, Processed>();
  const state = {
    tokens: 0,
    valid: new Set<string>(),
    /** Minutes until an event is processed. */
    minutes: 20,
    /** A refusal of every request: its status and reason. */
    refusal: null as { status: number; code: string; reason: string } | null,
    /** The error of the next event that is processed. */
    nextError: null as string | null,
  };

  function token(received: Received): Reply {
    const form = new URLSearchParams(received.body);
    if (form.get('refresh_token') !== 'refresh-token')
      return { status: 400, body: { error: 'invalid_grant' } };
    state.tokens += 1;
    state.valid.add(`token-${state.tokens}`);
    return { status: 200, body: { access_token: `token-${state.tokens}`, expires_in: 86_400 * 30 } };
  }

  function error(status: number, code: string, reason: string, violations: Violation[] = []): Reply {
    const details = [
      { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'datamanager.googleapis.com' },
      ...(violations.length > 0
        ? [
            {
              '@type': 'type.googleapis.com/google.rpc.BadRequest',
              fieldViolations: violations.map(({ field, reason: why }) => ({
                field,
                description: `It is wrong: ${why}`,
                reason: why,
              })),
            },
          ]
        : []),
    ];
    return {
      status,
      body: { error: { code: status, message: 'There was a problem.', status: code, details } },
    };
  }

  function violationsOf(event: Event, i: number, encoding: string | undefined): Violation[] {
    const at = (field: string) => `events.events[${i}].${field}`;
    const found: Violation[] = [];
    if (!event.transactionId) found.push({ field: at('transaction_id'), reason: 'REQUIRED_FIELD_MISSING' });
    if (!TIME.test(event.eventTimestamp ?? ''))
      found.push({ field: at('event_timestamp'), reason: 'INVALID_FORMAT' });
    if (!['WEB', 'APP', 'IN_STORE', 'PHONE', 'OTHER'].includes(event.eventSource ?? 'OTHER'))
      found.push({ field: at('event_source'), reason: 'INVALID_ENUM_VALUE' });
    if (Object.keys(event.adIdentifiers ?? {}).length === 0 && !event.userData)
      found.push({ field: at('ad_identifiers'), reason: 'NO_IDENTIFIERS_PROVIDED' });
    if (event.currency !== undefined && !/^[A-Z]{3}$/.test(event.currency))
      found.push({ field: at('currency'), reason: 'INVALID_CURRENCY_CODE' });
    for (const status of Object.values(event.consent ?? {}))
      if (!['CONSENT_GRANTED', 'CONSENT_DENIED'].includes(status))
        found.push({ field: at('consent'), reason: 'INVALID_ENUM_VALUE' });
    for (const { phoneNumber = '' } of event.userData?.userIdentifiers ?? [])
      if (encoding !== 'HEX' || !/^[0-9a-f]{64}$/.test(phoneNumber))
        found.push({ field: at('user_data'), reason: 'INVALID_SHA256_FORMAT' });
    return found;
  }

  function ingest({ destinations = [], events = [], encoding, validateOnly }: Request): Reply {
    const violations = events.flatMap((event, i) => violationsOf(event, i, encoding));
    for (const { operatingAccount, productDestinationId } of destinations)
      if (operatingAccount?.accountType !== 'GOOGLE_ADS' || !/^\d+$/.test(productDestinationId ?? ''))
        violations.push({ field: 'destinations[0]', reason: 'INVALID_DESTINATION' });
    if (destinations.length === 0)
      violations.push({ field: 'destinations', reason: 'REQUIRED_FIELD_MISSING' });
    if (violations.length > 0) return error(400, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT', violations);
    if (validateOnly) return { status: 200, body: {} };
    const requestId = `request-${requests.size + 1}`;
    for (const event of events) {
      const failure = state.nextError ?? ERRORS_BY_CLICK[event.adIdentifiers?.gclid ?? ''] ?? null;
      state.nextError = null;
      requests.set(requestId, {
        due: now().getTime() + state.minutes * MINUTE_MS,
        error: failure,
        event,
      });
      if (failure) continue;
      const known = counted.get(event.transactionId ?? '');
      const { conversionValue, currency } = event;
      // The other fields of a conversion stay as they were.
      counted.set(
        event.transactionId ?? '',
        known ? ({ ...known, conversionValue, currency } as Event) : event,
      );
    }
    return { status: 200, body: { requestId } };
  }

  function status(requestId: string | null): Reply {
    const request = requests.get(requestId ?? '');
    if (!request) return error(400, 'INVALID_ARGUMENT', 'INVALID_REQUEST_ID');
    const isProcessed = request.due <= now().getTime();
    const requestStatus = isProcessed ? (request.error ? 'FAILED' : 'SUCCESS') : 'PROCESSING';
    const errorInfo = { errorCounts: [{ recordCount: '1', reason: request.error }] };
    return {
      status: 200,
      body: {
        requestStatusPerDestination: [
          {
            requestStatus,
            eventsIngestionStatus: { recordCount: '1' },
            ...(isProcessed && request.error && { errorInfo }),
          },
        ],
      },
    };
  }

  const answer: Answer = (received, _response, request) => {
    if (received.path === '/token') return token(received);
    const bearer = received.headers.authorization?.replace(/^Bearer /, '') ?? '';
    if (!state.valid.has(bearer)) return error(401, 'UNAUTHENTICATED', 'ACCESS_TOKEN_EXPIRED');
    if (state.refusal) return error(state.refusal.status, state.refusal.code, state.refusal.reason);
    if (received.path === '/v1/events:ingest' && request.method === 'POST')
      return ingest(JSON.parse(received.body));
    if (received.path === '/v1/requestStatus:retrieve' && request.method === 'GET')
      return status(received.query.get('requestId'));
    return { status: 404, body: { error: { code: 404, status: 'NOT_FOUND', message: 'Not found' } } };
  };

  return { answer, counted, requests, state };
}
