/** Microsoft Advertising: the call becomes an offline conversion of the click that brought the visitor. */
import type { ConsumerOf } from '../../domain/consumer.ts';
import { clickIdsOf } from '../context.ts';
import { hashedCaller } from './caller.ts';
import type { Answered, Message, Platform, Verdict } from './platform.ts';
import { jsonOf, readPlatformStatus } from './statuses.ts';
import { worthOf } from './worth.ts';

const DAY_MS = 86_400_000;
const SCOPE = 'https://ads.microsoft.com/msads.manage offline_access';
/** The longest conversion window of a goal. */
const MAX_WINDOW_MS = 90 * DAY_MS;
/** A goal works two hours after its creation. */
const NEW_GOAL_MS = 2 * 3_600_000;
const CLICK_ID = /^[0-9a-f]{32}$/i;
const TRANSIENT = ['InternalError', 'ConcurrentRequestOverLimit', 'ServiceUnavailable'];
/** Errors of the token or of the user's rights, which a person can repair. */
const RIGHTS = ['InvalidCredentials', 'UserIsNotAuthorized', 'AuthenticationTokenExpired'];

export const microsoftAds: Platform<'microsoft_ads'> = {
  // Microsoft ignores a second conversion of the same click at the same time.
  deduplicatesForMs: Number.POSITIVE_INFINITY,
  countsCalls: true,
  url: ({ settings }) => settings.url,
  grant: ({ settings, credentials }) => ({
    tokenUrl: settings.tokenUrl,
    ...credentials,
    scope: SCOPE,
  }),
  // A tenant's page stands beside its tokens.
  authorization: ({ settings }) => ({
    url: settings.tokenUrl.replace(/\/token$/, '/authorize'),
    scope: SCOPE,
  }),

  judge(context) {
    const { msclkid } = clickIdsOf(context);
    if (!msclkid)
      return {
        code: 'no_click_id',
        detail: 'The session came from no click of Microsoft Advertising (msclkid).',
      };
    if (!CLICK_ID.test(msclkid))
      return { code: 'bad_click_id', detail: 'The msclkid does not have 32 hexadecimal digits.' };
    return { deadline: new Date(context.call.at.getTime() + MAX_WINDOW_MS) };
  },

  message: ({ context }, consumer, token) => {
    const { settings } = consumer;
    const { call } = context;
    const worth = worthOf(context, settings);
    const caller = settings.withCaller ? hashedCaller(call, true) : null;
    return apply('OfflineConversions', consumer, token, {
      MicrosoftClickId: clickIdsOf(context).msclkid,
      ConversionName: settings.conversionName,
      ConversionTime: call.at.toISOString(),
      ...(worth && { ConversionValue: worth.value, ConversionCurrencyCode: worth.currency }),
      ...(caller && { HashedPhoneNumber: caller }),
    });
  },
  read,

  retract: {
    message: ({ context, now }, consumer, token) =>
      apply('OfflineConversionAdjustments', consumer, token, {
        MicrosoftClickId: clickIdsOf(context).msclkid,
        ConversionName: consumer.settings.conversionName,
        ConversionTime: context.call.at.toISOString(),
        AdjustmentType: 'Retract',
        AdjustmentTime: now.toISOString(),
      }),
    read,
  },

  trial: () => ({
    code: 'no_trial',
    detail: 'Microsoft accepted the credentials. It has no test for a conversion.',
  }),
};

function apply(
  what: 'OfflineConversions' | 'OfflineConversionAdjustments',
  { settings, credentials }: ConsumerOf<'microsoft_ads'>,
  token: string,
  one: object,
): Message {
  return {
    path: `/CampaignManagement/v13/${what}/Apply`,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      developertoken: credentials.developerToken,
      customerid: settings.customerId,
      customeraccountid: settings.accountId,
    },
    body: JSON.stringify({ [what]: [one] }),
  };
}

type MicrosoftError = { Code?: number; ErrorCode?: string; Message?: string };

/** Microsoft answers 200 even when it refuses the conversion. The errors are in `PartialErrors`. */
function read(answer: Answered): Verdict {
  const body = (jsonOf(answer) ?? {}) as {
    PartialErrors?: MicrosoftError[];
    OperationErrors?: MicrosoftError[];
    Errors?: MicrosoftError[];
  };
  const [first] = [body.PartialErrors, body.OperationErrors, body.Errors].flatMap((errors) => errors ?? []);
  if (!first) {
    if (answer.status === 200 && jsonOf(answer) === undefined)
      return {
        type: 'again',
        reason: { code: 'unreadable_answer', detail: "Microsoft's answer is not JSON." },
      };
    return readPlatformStatus(answer);
  }
  const code = first.ErrorCode ?? String(first.Code ?? 'unknown');
  const reason = { code: snake(code), detail: first.Message ?? 'Microsoft gave no explanation.' };
  if (/GoalNotFound|ConversionNameInvalid|GoalNotReady/i.test(code))
    return { type: 'again', reason, afterMs: NEW_GOAL_MS };
  if (code === 'CallRateExceeded') return { type: 'slow', reason };
  if (TRANSIENT.includes(code) || RIGHTS.includes(code)) return { type: 'again', reason };
  return answer.status === 200 ? { type: 'never', reason } : readPlatformStatus(answer, reason.detail);
}

function snake(code: string): string {
  return code.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
}
