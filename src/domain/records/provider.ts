import { z } from 'zod';
import { WEEK } from '../confidence/hazards.ts';
import { priceSchema } from '../number-search.ts';
import { countrySchema } from '../phone.ts';
import { BOUNDARIES, COUNTED_BY, POLICIES } from '../rung.ts';
import { timeZoneSchema } from '../schedule.ts';
import {
  defineRecord,
  generated,
  idSchema,
  lateSetting,
  nameSchema,
  patchedSetting,
  required,
  setting,
  slugMember,
} from './definition.ts';

/** The states of the demo's provider, in their order. */
const demoStateSchema = z.enum(['filling', 'ready', 'removing']);
export type DemoState = z.infer<typeof demoStateSchema>;

/** The business that owns sites and calls. */
export const providerRecord = defineRecord({
  idPrefix: 'prov',
  title: 'Provider',
  one: 'provider',
  many: 'providers',
  members: {
    name: required(nameSchema),
    slug: slugMember,
    threshold: setting(
      z.number().int().min(0).max(10_000_000).nullable().meta({
        description:
          'With more active sessions than this, the bucket gets the number instead of the session. null: the numbers of the pools that the counted sites use, less the reserves.',
      }),
      { default: null },
    ),
    countedBy: setting(
      z.enum(COUNTED_BY).meta({
        description:
          "The active sessions that are compared with the threshold. `provider`: those of all its sites. `site`: those of the page's site.",
      }),
      { default: 'provider' },
    ),
    boundary: setting(
      z.enum(BOUNDARIES).meta({
        description:
          '`above`: the bucket gets the number when the count exceeds the threshold. `reaching`: also when the count equals it.',
      }),
      { default: 'above' },
    ),
    hysteresis: setting(
      z.number().int().min(0).max(1_000_000).meta({
        description:
          'Once buckets get the numbers, sessions get them again when the count is this far below the threshold.',
      }),
      { default: 0 },
    ),
    activeSeconds: setting(
      z.number().int().min(5).max(3600).meta({
        description: 'A session is active for this many seconds after its last sign of life.',
      }),
      { default: 120 },
    ),
    defaultEndpoint: patchedSetting(
      idSchema.nullable().meta({
        description:
          "The endpoint for calls to a number that was never linked. null: the first endpoint of the sites that use the number's pool.",
      }),
      { initial: null },
    ),
    claimAt: setting(
      z.number().min(0.5).max(1).meta({
        description:
          'The lowest confidence at which a call is attributed to a session. Below it, the call is attributed to a bucket or to nobody.',
      }),
      { default: 0.8 },
    ),
    lateCallSeconds: setting(
      z.number().int().min(0).max(WEEK).meta({
        description:
          'A call to a number that pages have since shown for another endpoint goes, for this many seconds after the number was last shown for it or the caller reached it, to the endpoint that this caller was shown. 0: it goes to the endpoint of the latest page.',
      }),
      { default: 86_400 },
    ),
    retentionDays: lateSetting(
      z.number().int().min(1).max(36_500).nullable().meta({
        description: 'Calls and visits are deleted after this many days. null: they are never deleted.',
      }),
      { default: null },
    ),
    country: lateSetting(
      countrySchema.nullable().meta({
        description:
          "The country, by ISO 3166, whose national spellings of numbers are read, such as GB. null: the country of the provider's numbers.",
        example: 'GB',
      }),
      { default: null },
    ),
    timeZone: lateSetting(
      timeZoneSchema.nullable().meta({
        description:
          "The time zone of its reports, files, mails and alerts, by the IANA database. null: that of the first schedule of its endpoints, otherwise the reader's in the console, and UTC in files and mails.",
        example: 'America/New_York',
      }),
      { default: null },
    ),
    callerNumbers: lateSetting(
      z.enum(['keep', 'hash']).meta({
        description:
          "`keep`: callers' numbers are stored. `hash`: a keyed hash is stored in place of the number, for calls from now on. Absent: `keep`.",
      }),
      { default: 'keep' },
    ),
    policy: lateSetting(
      z.enum(POLICIES).meta({
        description:
          '`threshold`: while at most `threshold` sessions are active, each has its own number, and above it the bucket gets the number. `affinity`: buckets own numbers by their traffic, and sessions share one within their bucket when none is free. Absent: `threshold`.',
      }),
      { default: 'threshold' },
    ),
    monthlyBudget: lateSetting(
      priceSchema.nullable().meta({
        description:
          'The most that the numbers which the provider orders may cost a month in sum. null: nothing is bought automatically, and an order needs `maxMonthlyPrice` and a sender with the whole installation. Only such a sender sets it.',
      }),
      { default: null },
    ),
    demo: generated(
      demoStateSchema.optional().meta({
        description:
          'Says that this is the provider of the demo, which no business owns. `filling`: Ringtrail still makes its calls of the last weeks; `removing`: a removal has begun, and DELETE /v1/demo completes it. Absent: any other provider.',
      }),
    ),
  },
});
export type Provider = z.infer<typeof providerRecord.stored>;
