import type { Consumer, Operations } from '../../../../../tools/client/operations.ts';

export type NewConsumer = Operations['POST /v1/consumers']['body'];
export type ConsumerChange = Operations['PATCH /v1/consumers/{id}']['body'];
export type Platform = Extract<Consumer, { kind: 'ga4' | 'google_ads' | 'meta' | 'microsoft_ads' }>;
export type PlatformKind = Platform['kind'];

export const PLATFORM_KINDS = [
  'google_ads',
  'ga4',
  'meta',
  'microsoft_ads',
] as const satisfies readonly PlatformKind[];

/** The page to which a platform leads with the code of a connection. */
export const CONNECTED_PATH = '/connected';

export type FieldName =
  | 'measurementId'
  | 'eventName'
  | 'apiSecret'
  | 'customerId'
  | 'loginCustomerId'
  | 'conversionAction'
  | 'conversionName'
  | 'accountId'
  | 'dataset'
  | 'testEventCode'
  | 'withCaller'
  | 'developerToken'
  | 'clientId'
  | 'clientSecret'
  | 'accessToken';

/** A field of a platform's form, and the part of the consumer that it belongs to. Credentials are never shown again. */
export type Field = {
  name: FieldName;
  part: 'settings' | 'credentials';
  type: 'text' | 'account' | 'check' | 'secret';
  isOptional?: true;
};

const setting = (name: FieldName, more: Partial<Field> = {}): Field => ({
  ...{ name, part: 'settings', type: 'text' },
  ...more,
});
const credential = (name: FieldName, more: Partial<Field> = {}): Field => ({
  ...{ name, part: 'credentials', type: 'secret' },
  ...more,
});

/** The fields of each platform, in the order of their steps. */
export const FIELDS: Record<PlatformKind, readonly Field[]> = {
  ga4: [setting('measurementId'), credential('apiSecret'), setting('eventName', { isOptional: true })],
  google_ads: [
    setting('customerId', { type: 'account' }),
    setting('loginCustomerId', { type: 'account', isOptional: true }),
    setting('conversionAction'),
    credential('clientId', { type: 'text' }),
    credential('clientSecret'),
    setting('withCaller', { type: 'check' }),
  ],
  meta: [
    setting('dataset'),
    credential('accessToken'),
    setting('eventName', { isOptional: true }),
    setting('testEventCode', { isOptional: true }),
    setting('withCaller', { type: 'check' }),
  ],
  microsoft_ads: [
    setting('customerId'),
    setting('accountId'),
    setting('conversionName'),
    credential('developerToken'),
    credential('clientId', { type: 'text' }),
    credential('clientSecret', { isOptional: true }),
    setting('withCaller', { type: 'check' }),
  ],
};

/** Returns whether a person connects the account at the platform, by OAuth. */
export function hasAccount(kind: Consumer['kind']): boolean {
  return kind === 'google_ads' || kind === 'microsoft_ads';
}

/** Returns the platform's consumer, or null for a webhook and an alert. */
export function asPlatform(consumer: Consumer): Platform | null {
  const kinds: readonly string[] = PLATFORM_KINDS;
  return kinds.includes(consumer.kind) ? (consumer as Platform) : null;
}
