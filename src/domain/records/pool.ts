import { z } from 'zod';
import { phoneNumberSchema, spelledNumberSchema } from '../phone.ts';
import {
  defineRecord,
  dependentSetting,
  fixed,
  generated,
  idSchema,
  nameSchema,
  required,
  setting,
  slugMember,
} from './definition.ts';

const MAX_RENEW_SECONDS = 30;
const OVERFLOW = {
  description:
    'The number that all visitors share when the pool has none left. A call to it is attributed to nobody.',
};

/** Virtual numbers that pages share. */
const record = defineRecord({
  idPrefix: 'pool',
  title: 'Pool',
  one: 'pool',
  many: 'pools',
  members: {
    provider: fixed(idSchema),
    name: required(nameSchema),
    slug: slugMember,
    holdSeconds: setting(
      z.number().int().min(5).max(86_400).meta({
        description: 'A link ends this many seconds after its last sign of life.',
      }),
      { default: 120 },
    ),
    renewSeconds: dependentSetting(
      z
        .number()
        .int()
        .min(2)
        .max(43_200)
        .meta({
          description: `The seconds between two renewals of a link, at most half of holdSeconds. The default is ${MAX_RENEW_SECONDS}, or half of holdSeconds when that is less.`,
        }),
    ),
    overflowNumber: {
      ...setting(spelledNumberSchema.nullable().meta(OVERFLOW), { default: null }),
      ...generated(phoneNumberSchema.nullable().meta(OVERFLOW)),
    },
    reserve: setting(
      z.number().int().min(0).max(10_000_000).nullable().meta({
        description:
          'Numbers that are kept for buckets. null: a fifth of the pool and at least one, or none when the provider sets a threshold.',
      }),
      { default: null },
    ),
  },
});

/** The members of a POST, before `renewSeconds` gets its default. */
export const requestedPool = record.create;

/** Returns the members with `renewSeconds`, whose default depends on `holdSeconds`. */
export function withRenewSeconds<P extends { holdSeconds: number; renewSeconds?: number | undefined }>(
  pool: P,
): P & { renewSeconds: number } {
  const { renewSeconds, holdSeconds } = pool;
  return {
    ...pool,
    renewSeconds: renewSeconds ?? Math.min(MAX_RENEW_SECONDS, Math.floor(holdSeconds / 2)),
  };
}

export const poolRecord = { ...record, create: requestedPool.transform(withRenewSeconds) };
export type Pool = z.infer<typeof poolRecord.stored>;
