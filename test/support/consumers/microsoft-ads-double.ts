import type { Answer } from './double.ts';

type Conversion = {
  MicrosoftClickId: string;
  ConversionName: string;
  ConversionTime: string;
  ConversionValue?: number;
  ConversionCurrencyCode?: string;
  HashedPhoneNumber?: string;
  AdjustmentType?: string;
  AdjustmentTime?: string;
};

const DAY_MS = 86_400_000;

/** Microsoft Advertising: its OAuth, OfflineConversions/Apply and OfflineConversionAdjustments/Apply. */
export function microsoftAdsDouble(options: { goalMadeAt: Date; now: () => Date }) {
  const counted = new Map<string, Conversion>();
  const retracted: Conversion[] = [];
  /** Refresh tokens with their times. One works for 90 days, and each use makes a new one besides. */
  const refreshTokens = new Map([['refresh-token', options.now().getTime()]]);

  function errorOf(conversion: Conversion): string | null {
    if (!/^[0-9a-f]{32}$/i.test(conversion.MicrosoftClickId)) return 'InvalidMicrosoftClickId';
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(conversion.ConversionTime))
      return 'InvalidConversionTime';
    if (options.now().getTime() - options.goalMadeAt.getTime() < 7_200_000)
      return 'OfflineConversionGoalNotFound';
    if ((conversion.ConversionValue === undefined) !== (conversion.ConversionCurrencyCode === undefined))
      return 'InvalidConversionCurrencyCode';
    if (!/^([0-9a-f]{64})?$/.test(conversion.HashedPhoneNumber ?? '')) return 'InvalidHashedPhoneNumber';
    return null;
  }

  const answer: Answer = ({ path, headers, body }) => {
    if (path === '/token') {
      const form = new URLSearchParams(body);
      const issuedAt = refreshTokens.get(form.get('refresh_token') ?? '') ?? 0;
      const isRight =
        options.now().getTime() - issuedAt < 90 * DAY_MS && form.get('scope')?.includes('msads.manage');
      if (!isRight) return { status: 400, body: { error: 'invalid_grant' } };
      const refresh = `refresh-token-${refreshTokens.size}`;
      refreshTokens.set(refresh, options.now().getTime());
      return { status: 200, body: { access_token: 'token', expires_in: 3600, refresh_token: refresh } };
    }
    const isAllowed =
      headers.authorization === 'Bearer token' &&
      headers.developertoken === 'developer-token' &&
      headers.customerid === '11' &&
      headers.customeraccountid === '22';
    if (!isAllowed) {
      const Errors = [{ Code: 105, ErrorCode: 'InvalidCredentials', Message: 'Authentication failed.' }];
      return { status: 401, body: { Errors } };
    }
    const what = /^\/CampaignManagement\/v13\/(\w+)\/Apply$/.exec(path)?.[1] ?? '';
    const conversions = JSON.parse(body)[what] as Conversion[];
    if (!['OfflineConversions', 'OfflineConversionAdjustments'].includes(what) || conversions.length > 1000)
      return { status: 400, body: { Errors: [{ ErrorCode: 'InvalidRequest', Message: what }] } };
    const PartialErrors: object[] = [];
    for (const [Index, conversion] of conversions.entries()) {
      const ErrorCode = errorOf(conversion);
      if (ErrorCode) PartialErrors.push({ Index, ErrorCode, Message: `It is wrong: ${ErrorCode}` });
      else if (what === 'OfflineConversionAdjustments') retracted.push(conversion);
      // A second conversion of the same click at the same time is ignored.
      else counted.set(`${conversion.MicrosoftClickId} ${conversion.ConversionTime}`, conversion);
    }
    return { status: 200, body: { PartialErrors } };
  };

  return { answer, counted, retracted, refreshTokens };
}
