/** The kind of consumer that gets a report by mail, every week or month. */
import { z } from 'zod';
import { addressSchema } from './address.ts';
import { attributionSchema } from './attribution.ts';
import { callOutcomeSchema } from './call.ts';
import { emailSchema } from './records/person.ts';

const REPORT_BY = [
  ...(['channel', 'source', 'medium', 'campaign', 'keyword', 'page'] as const),
  ...(['site', 'endpoint', 'number', 'location'] as const),
] as const;

export const REPORT_LANGUAGES = ['en', 'de', 'es'] as const;
export type ReportLanguage = (typeof REPORT_LANGUAGES)[number];

const value = z.string().max(256).optional();

const settings = z
  .object({
    to: z.array(emailSchema).max(10).meta({
      description: 'Who gets the report. Each has a mail of their own, with a link that ends it.',
    }),
    by: z.enum(REPORT_BY).default('channel').meta({ description: 'The dimension of the rows' }),
    only: z
      .strictObject({
        ...{ site: value, endpoint: value, source: value, medium: value, campaign: value, keyword: value },
        channel: z.string().max(64).optional(),
        page: z.string().max(2048).optional(),
        ...{ number: value, location: value },
        to: attributionSchema.shape.to.optional(),
        outcome: callOutcomeSchema.optional(),
      })
      .default({})
      .meta({ description: 'Counts only calls with these values, as `GET /v1/reports/calls` does.' }),
    every: z.enum(['week', 'month']).meta({
      description: 'week: the seven days before; month: the calendar month before',
    }),
    day: z.number().int().min(1).max(28).meta({
      description: 'The day on which the mail comes: 1 (Monday) to 7 of a week, 1 to 28 of a month',
    }),
    hour: z.number().int().min(0).max(23).default(8).meta({
      description: "The hour at which the mail comes, in the provider's time zone",
    }),
    language: z.enum(REPORT_LANGUAGES).default('en').meta({
      description: "The language of the mail. Its numbers and dates follow the provider's country too.",
    }),
    consoleUrl: addressSchema.meta({
      description: 'The address of the console, for the links of the mail',
      example: 'https://calls.example.com',
    }),
  })
  .strict();

export const reportMailSchema = z.object({ settings, credentials: z.object({}).strict().default({}) });
export type ReportMailSettings = z.infer<typeof settings>;
