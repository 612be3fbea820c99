import type { Answer, Received, Reply } from './double.ts';

type Conversion = {
  gclid?: string;
  gbraid?: string;
  wbraid?: string;
  conversionAction: string;
  conversionDateTime: string;
  conversionValue?: number;
  currencyCode?: string;
  orderId?: string;
  consent?: Record<string, string>;
  userIdentifiers?: { hashedPhoneNumber?: string }[];
};
type Adjustment = {
  adjustmentType: string;
  orderId: string;
  conversionAction: string;
  adjustmentDateTime: string;
  restatementValue?: { adjustedValue: number; currencyCode: string };
};

const HOUR_MS = 3_600_000;
const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d$/;

/** Google Ads: its OAuth, uploadClickConversions and uploadConversionAdjustments, by the rules of its reference. */
export function googleAdsDouble(
  now: () => Date,
  options: { clicks: Record<string, Date>; expiresIn?: number },
) {
  const counted = new Map<string, Conversion & { retracted?: boolean; at: number }>();
  const state = { tokens: 0, valid: new Set<string>(), refuseTokens: false };

  function token(received: Received): Reply {
    const form = new URLSearchParams(received.body);
    const isRight =
      form.get('grant_type') === 'refresh_token' &&
      form.get('refresh_token') === 'refresh-token' &&
      form.get('client_id') === 'client-id' &&
      form.get('client_secret') === 'client-secret';
    if (!isRight || state.refuseTokens) return { status: 400, body: { error: 'invalid_grant' } };
    state.tokens += 1;
    state.valid.add(`token-${state.tokens}`);
    const body = { access_token: `token-${state.tokens}`, expires_in: options.expiresIn ?? 3600 };
    return { status: 200, body };
  }

  function errorOf(conversion: Conversion): string | null {
    const ids = [conversion.gclid, conversion.gbraid, conversion.wbraid].filter(Boolean);
    if (conversion.gbraid && conversion.wbraid) return 'GBRAID_WBRAID_BOTH_SET';
    if (ids.length !== 1) return 'VALUE_MUST_BE_UNSET';
    if (!TIME.test(conversion.conversionDateTime)) return 'INVALID_DATE_TIME';
    if (!/^customers\/\d+\/conversionActions\/\d+$/.test(conversion.conversionAction))
      return 'INVALID_CONVERSION_ACTION';
    if ((conversion.conversionValue === undefined) !== (conversion.currencyCode === undefined))
      return 'INVALID_CURRENCY';
    const identifiers = conversion.userIdentifiers ?? [];
    if (
      identifiers.length > 5 ||
      identifiers.some(({ hashedPhoneNumber = '' }) => !/^[0-9a-f]{64}$/.test(hashedPhoneNumber))
    )
      return 'INVALID_USER_IDENTIFIER';
    const click = options.clicks[ids[0] ?? ''];
    if (!click) return conversion.gclid === 'test' ? 'UNPARSEABLE_GCLID' : 'CLICK_NOT_FOUND';
    const at = new Date(conversion.conversionDateTime.replace(' ', 'T')).getTime();
    if (at < click.getTime()) return 'CONVERSION_PRECEDES_EVENT';
    if (now().getTime() - click.getTime() > 90 * 24 * HOUR_MS) return 'EXPIRED_EVENT';
    if (now().getTime() - click.getTime() < 6 * HOUR_MS) return 'TOO_RECENT_EVENT';
    if (conversion.orderId && counted.has(conversion.orderId)) return 'ORDER_ID_ALREADY_IN_USE';
    return null;
  }

  function adjustmentErrorOf(adjustment: Adjustment): string | null {
    const { adjustmentType, orderId, adjustmentDateTime, restatementValue } = adjustment;
    const isKnown = adjustmentType === 'RETRACTION' || restatementValue !== undefined;
    if (!isKnown || !TIME.test(adjustmentDateTime)) return 'INVALID_ADJUSTMENT';
    const conversion = counted.get(orderId);
    if (!conversion) return 'CONVERSION_NOT_FOUND';
    if (conversion.retracted) return 'CONVERSION_ALREADY_RETRACTED';
    if (now().getTime() - conversion.at < HOUR_MS) return 'TOO_RECENT_CONVERSION';
    if (restatementValue) {
      conversion.conversionValue = restatementValue.adjustedValue;
      conversion.currencyCode = restatementValue.currencyCode;
    } else conversion.retracted = true;
    return null;
  }

  const failure = (kind: string, codes: (string | null)[]): Reply => {
    const errors = codes.flatMap((code, index) =>
      code
        ? [
            {
              errorCode: { [kind]: code },
              message: `It is wrong: ${code}`,
              location: { fieldPathElements: [{ fieldName: 'conversions', index }] },
            },
          ]
        : [],
    );
    const type = 'type.googleapis.com/google.ads.googleads.v25.errors.GoogleAdsFailure';
    const partialFailureError = { code: 3, message: 'Partial failure', details: [{ '@type': type, errors }] };
    return {
      status: 200,
      body: { ...(errors.length > 0 && { partialFailureError }), results: codes.map(() => ({})) },
    };
  };

  const answer: Answer = (received) => {
    if (received.path === '/token') return token(received);
    const bearer = received.headers.authorization?.replace(/^Bearer /, '') ?? '';
    if (!state.valid.has(bearer) || received.headers['developer-token'] !== 'developer-token') {
      const error = {
        code: 401,
        message: 'Request had invalid authentication credentials.',
        status: 'UNAUTHENTICATED',
      };
      return { status: 401, body: { error } };
    }
    const body = JSON.parse(received.body);
    if (body.partialFailure !== true)
      return { status: 400, body: { error: { code: 400, status: 'INVALID_ARGUMENT' } } };
    const method = /^\/v\d+\/customers\/\d+:(\w+)$/.exec(received.path)?.[1];
    if (method === 'uploadConversionAdjustments')
      return failure('conversionAdjustmentUploadError', body.conversionAdjustments.map(adjustmentErrorOf));
    if (method !== 'uploadClickConversions') return { status: 404, body: { error: { code: 404 } } };
    const codes = (body.conversions as Conversion[]).map(errorOf);
    for (const [i, conversion] of (body.conversions as Conversion[]).entries()) {
      if (!codes[i] && !body.validateOnly && conversion.orderId)
        counted.set(conversion.orderId, { ...conversion, at: now().getTime() });
    }
    return failure('conversionUploadError', codes);
  };

  return { answer, counted, state };
}
