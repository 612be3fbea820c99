/** The rules that both ways to Google Ads share. */
import type { ConsumerOf } from '../../domain/consumer.ts';
import type { DeliveryReason } from '../../domain/delivery.ts';
import { clickIdsOf, type DeliveryContext } from '../context.ts';
import { hashedCaller } from './caller.ts';
import type { Authorization, Grant } from './platform.ts';

const DAY_MS = 86_400_000;
/** The longest click-through window. The click's own time is not known for sure, so the window starts at the call. */
const MAX_WINDOW_MS = 90 * DAY_MS;
/** By preference. A conversion has a single click id. */
const CLICK_IDS = ['gclid', 'gbraid', 'wbraid'] as const;

export function grantOf({ settings, credentials }: ConsumerOf<'google_ads'>): Grant {
  const { clientId, clientSecret, refreshToken } = credentials;
  return { tokenUrl: settings.tokenUrl, clientId, clientSecret, refreshToken };
}

/** Without `consent` Google gives a refresh token only the first time that a person agrees. */
export function authorizationOf({ settings: { api } }: ConsumerOf<'google_ads'>): Authorization {
  return {
    url: 'https://accounts.google.com/o/oauth2/v2/auth',
    scope: `https://www.googleapis.com/auth/${api === 'data_manager' ? 'datamanager' : 'adwords'}`,
    params: { access_type: 'offline', prompt: 'consent' },
  };
}

export function clickIdOf(context: DeliveryContext) {
  const clickIds = clickIdsOf(context);
  for (const name of CLICK_IDS) {
    const value = clickIds[name];
    if (value) return { name, value };
  }
  return null;
}

/** Returns the reason why the call is no conversion of Google Ads, or the deadline for sending it. */
export function judgeClick(context: DeliveryContext): DeliveryReason | { deadline: Date } {
  if (clickIdOf(context)) return { deadline: new Date(context.call.at.getTime() + MAX_WINDOW_MS) };
  const detail = `The session came from no click of Google Ads: it has no ${CLICK_IDS.join(', ')}.`;
  return { code: 'no_click_id', detail };
}

/** Returns the caller's hashed number where Google and the settings allow it. Google accepts it only with a gclid, and it needs consent. */
export function callerFor(context: DeliveryContext, { settings }: ConsumerOf<'google_ads'>): string | null {
  const isAllowed = settings.withCaller && settings.consent?.adUserData !== 'DENIED';
  return isAllowed && clickIdOf(context)?.name === 'gclid' ? hashedCaller(context.call, true) : null;
}

/** Returns Google's own address of the way, unless the settings have another address. */
export function addressOf({ settings }: ConsumerOf<'google_ads'>, own: string): string {
  const { url } = settings;
  return url === null || GOOGLE.includes(url) ? own : url;
}

export const GOOGLE_ADS_URL = 'https://googleads.googleapis.com';
export const DATA_MANAGER_URL = 'https://datamanager.googleapis.com';
/** A consumer of a former version has its address in its settings, and keeps it when it changes its way. */
const GOOGLE = [GOOGLE_ADS_URL, DATA_MANAGER_URL];
