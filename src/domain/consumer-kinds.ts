/** The settings and credentials of each kind of consumer. The API shows settings, and never shows credentials. */
import { z } from 'zod';
import { addressSchema } from './address.ts';
import { webhookAboutSchema } from './alert-kinds.ts';

const secretText = z.string().min(1).max(4096).regex(/^\S+$/, 'must not contain white space');

const valueMembers = {
  value: z
    .number()
    .min(0)
    .max(1e9)
    .nullable()
    .default(null)
    .meta({ description: 'The value of a call for which no value was reported' }),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be a currency by ISO 4217, such as EUR')
    .nullable()
    .default(null)
    .meta({ description: "The value's currency; required with a value" }),
};

const consentSchema = z
  .object({
    adUserData: z.enum(['GRANTED', 'DENIED']),
    adPersonalization: z.enum(['GRANTED', 'DENIED']),
  })
  .strict()
  .nullable()
  .default(null)
  .meta({
    description:
      "The consent that the site's visitors give before they get a session, in Google's terms; null: not stated",
  });

const withCaller = z.boolean().meta({ description: "Send the caller's number too, hashed with SHA-256" });

/** `whsec_` and 24 to 64 random bytes in base64, by Standard Webhooks 1.0.0. */
export const webhookSecretSchema = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, 'must be whsec_ and base64')
  .refine((text) => {
    const { length } = Buffer.from(text.slice('whsec_'.length), 'base64');
    return length >= 24 && length <= 64;
  }, 'must have 24 to 64 bytes');

export const webhookSchema = z.object({
  settings: z.object({ url: addressSchema, about: webhookAboutSchema }).strict(),
  credentials: z
    .object({
      /** The newest first. A former secret signs too until its end. */
      secrets: z.array(z.object({ secret: webhookSecretSchema, until: z.iso.datetime().nullable() })),
    })
    .strict(),
});

const GA4_NAME = /^(?!firebase_|ga_|google_|gtag\.)[A-Za-z]\w{0,39}$/;

export const ga4Schema = z.object({
  settings: z
    .object({
      measurementId: z.string().regex(/^G-[A-Z\d]{1,20}$/, 'must be a measurement id such as G-ABC123DEF4'),
      eventName: z
        .string()
        .regex(
          GA4_NAME,
          'must be an event name of GA4: a letter, then letters, digits and _, at most 40 characters',
        )
        .default('phone_call'),
      url: addressSchema
        .default('https://www.google-analytics.com')
        .meta({ description: 'https://region1.google-analytics.com keeps the data in the EU' }),
      consent: consentSchema,
      ...valueMembers,
    })
    .strict(),
  credentials: z.object({ apiSecret: secretText }).strict(),
});

const refreshToken = secretText.nullable().default(null).meta({
  description:
    'null: nobody has connected the account yet. POST /v1/consumers/{id}/authorizations leads to it.',
});

const digits = z.string().regex(/^\d{1,20}$/, 'must have digits only');

export const googleAdsSchema = z.object({
  settings: z
    .object({
      customerId: digits.meta({ description: 'The account that has the conversion action' }),
      loginCustomerId: digits
        .nullable()
        .default(null)
        .meta({ description: 'The manager account that leads to it' }),
      conversionAction: digits.meta({
        description: 'The id of the conversion action, of the type: import from clicks',
      }),
      api: z.enum(['data_manager', 'click_uploads']).default('data_manager').meta({
        description:
          'The way to Google. `data_manager`: the Data Manager API. `click_uploads`: the former upload of click conversions, for developer tokens that used it before June 2026.',
      }),
      apiVersion: z
        .string()
        .regex(/^v\d{1,3}$/, 'must be a version such as v25')
        .default('v25')
        .meta({ description: 'The version of the Google Ads API; for click_uploads' }),
      url: addressSchema.nullable().default(null).meta({ description: "null: Google's own address" }),
      tokenUrl: addressSchema.default('https://oauth2.googleapis.com/token'),
      consent: consentSchema,
      withCaller: withCaller.default(false),
      ...valueMembers,
    })
    .strict(),
  credentials: z
    .object({
      developerToken: secretText.nullable().default(null).meta({ description: 'Needed for click_uploads' }),
      clientId: secretText,
      clientSecret: secretText,
      refreshToken,
    })
    .strict(),
});

export const metaSchema = z.object({
  settings: z
    .object({
      dataset: digits.meta({ description: 'The id of the dataset (pixel)' }),
      eventName: z.string().min(1).max(50).default('Contact'),
      apiVersion: z
        .string()
        .regex(/^v\d{1,3}\.\d$/, 'must be a version such as v25.0')
        .default('v25.0'),
      url: addressSchema.default('https://graph.facebook.com'),
      withCaller: withCaller.default(true),
      testEventCode: z
        .string()
        .max(64)
        .regex(/^\w+$/, 'must have letters, digits and underscores only')
        .nullable()
        .default(null)
        .meta({ description: 'The code of Test Events, which only the test button uses' }),
      ...valueMembers,
    })
    .strict(),
  credentials: z.object({ accessToken: secretText }).strict(),
});

export const microsoftAdsSchema = z.object({
  settings: z
    .object({
      customerId: digits,
      accountId: digits,
      conversionName: z.string().min(1).max(100).meta({
        description: 'The name of the offline conversion goal. A goal works 2 hours after its creation',
      }),
      url: addressSchema.default('https://campaign.api.bingads.microsoft.com'),
      tokenUrl: addressSchema.default('https://login.microsoftonline.com/common/oauth2/v2.0/token'),
      withCaller: withCaller.default(false),
      ...valueMembers,
    })
    .strict(),
  credentials: z
    .object({
      developerToken: secretText,
      clientId: secretText,
      clientSecret: secretText.nullable().default(null),
      refreshToken,
    })
    .strict(),
});
