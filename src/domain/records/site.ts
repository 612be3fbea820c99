import { z } from 'zod';
import { criterionSchema } from '../bucket.ts';
import { isOriginPattern } from '../origin.ts';
import { tagSettings } from '../tag-settings.ts';
import {
  defineRecord,
  fixed,
  idSchema,
  nameSchema,
  optional,
  required,
  setting,
  slugMember,
} from './definition.ts';
import { endpointOfSite, endpointRecord } from './endpoint.ts';

const originSchema = z
  .string()
  .max(300)
  .refine(
    isOriginPattern,
    'must be an origin such as https://www.example.com, without a path, or https://*.example.com',
  )
  .meta({
    description:
      'An origin as browsers send it. `https://*.example.com` stands for every origin below example.com, and not for example.com itself.',
    example: 'https://www.example.com',
  });

/** A web site with its allowed origins, its endpoints and its bucketing criteria. */
const record = defineRecord({
  idPrefix: 'site',
  title: 'Site',
  one: 'site',
  many: 'sites',
  members: {
    provider: fixed(idSchema),
    pool: fixed(idSchema),
    name: required(nameSchema),
    slug: slugMember,
    origins: required(
      z.array(originSchema).max(100).meta({ description: 'The origins whose pages may request numbers' }),
    ),
    allocationsPerMinute: setting(
      z.number().int().min(1).max(10_000_000).nullable().meta({
        description: 'The most allocations per minute for all visitors of the site together. null: no limit.',
      }),
      { default: null },
    ),
    bucketing: required(
      z
        .array(criterionSchema)
        .min(1)
        .max(5)
        .refine((criteria) => new Set(criteria).size === criteria.length, 'must name each criterion once')
        .meta({ description: 'Sessions with the same values of these criteria share a bucket.' }),
    ),
    tags: optional(
      tagSettings.partial.meta({
        description: 'How the tags behave on the site. A setting that is left out has its default.',
      }),
    ),
  },
});

/** A POST can create the site together with its endpoints, and answers show both. */
export const siteRecord = {
  ...record,
  shown: record.stored.extend({ endpoints: z.array(endpointRecord.shown) }).meta({ id: 'SiteWithEndpoints' }),
  create: record.create.extend({ endpoints: z.array(endpointOfSite).max(100).prefault([]) }),
};
export type Site = z.infer<typeof siteRecord.stored>;
