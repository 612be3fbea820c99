import { z } from 'zod';
import { bucketValuesSchema } from '../bucket.ts';
import { carrierSchema } from '../carrier.ts';
import { phoneNumberSchema, spelledNumberSchema } from '../phone.ts';
import { defineRecord, fixed, generated, idSchema, nullUnlessGiven, patchedSetting } from './definition.ts';

const pinSchema = z
  .strictObject({
    endpoint: idSchema.meta({ description: 'The endpoint that gets the calls' }),
    values: bucketValuesSchema.meta({
      description: 'The bucketing values that the calls are attributed to',
      example: { source: 'billboard' },
    }),
  })
  .meta({ id: 'Pin' });

/** A number that a page shows in place of the endpoint's number. */
const record = defineRecord({
  idPrefix: 'num',
  title: 'VirtualNumber',
  one: 'virtual number',
  many: 'virtual numbers',
  members: {
    provider: generated(idSchema),
    pool: fixed(idSchema),
    carrier: fixed(carrierSchema),
    number: fixed(phoneNumberSchema),
    state: patchedSetting(
      z.enum(['active', 'paused', 'retired']).meta({
        description:
          '`paused`: pages do not get the number for now, and its live link continues. `retired`: its link has ended. Late calls to a paused or retired number still reach the endpoint of its last link.',
      }),
      { initial: 'active' },
    ),
    pinned: nullUnlessGiven(pinSchema, {
      description:
        'The one source that the number stands for, such as a billboard. Pages never get the number.',
    }),
  },
});

/** A POST adds a list of numbers that differ in nothing else. */
export const virtualNumberRecord = {
  ...record,
  create: record.create.omit({ number: true }).extend({
    numbers: z.array(spelledNumberSchema).min(1).max(10_000),
    partial: z.boolean().default(false).meta({
      description:
        'true: adds the numbers that can be added, and lists the others in `skipped`. false: adds all of them or none.',
    }),
  }),
};
export type VirtualNumber = z.infer<typeof virtualNumberRecord.stored>;
