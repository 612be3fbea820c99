/** The kinds of consumers that are people: alerts by Slack, Teams and e-mail. */
import { z } from 'zod';
import { addressSchema } from './address.ts';
import { STATE_ABOUT, type StateAbout } from './alert-notice.ts';
import { emailSchema } from './records/person.ts';

/** The calls that an alert can be about. The consumer's rule narrows them further. */
export const CALL_ABOUT = [
  'missed_call',
  'ad_call_missed',
  'voicemail',
  'any_call',
  'first_call_of_campaign',
] as const;
export type CallAbout = (typeof CALL_ABOUT)[number];

const ABOUT_WORDS =
  'missed_call: a call that nobody answered, without a message; ad_call_missed: such a call from an ad; voicemail: a message was left; any_call: every call that the rule includes; first_call_of_campaign: the first call that is attributed to a campaign; pool_low: a pool has few numbers left; consumer_failing: another consumer cannot be reached; silence: a number or endpoint that usually has calls has none; numbers_elsewhere: the carrier sends the calls of a number elsewhere';

const aboutSchema = z.enum([...CALL_ABOUT, ...STATE_ABOUT]);
export type About = z.infer<typeof aboutSchema>;

export function isStateAbout(about: About | null): about is StateAbout {
  return (STATE_ABOUT as readonly (About | null)[]).includes(about);
}

/** What a webhook is about. */
export const webhookAboutSchema = aboutSchema
  .nullable()
  .default(null)
  .meta({ description: `null: every call that the rule includes; ${ABOUT_WORDS}` });

/** The limits of a webhook, and of an alert that names none. */
export const ALERT_LIMITS = { lowMinutes: 15, failingMinutes: 15 };

const members = {
  about: aboutSchema.meta({ description: ABOUT_WORDS }),
  withCaller: z.boolean().default(false).meta({
    description:
      "Write the caller's whole number. Otherwise the last four digits. Who sets it needs `callers:read`.",
  }),
  quietMinutes: z.number().int().min(0).max(1440).default(0).meta({
    description:
      'After an alert, further ones wait for this many minutes, and then come as one message. 0: each call has its own.',
  }),
  lowMinutes: z.number().int().min(0).max(1440).default(ALERT_LIMITS.lowMinutes).meta({
    description:
      'For pool_low: the alert comes when the pool runs out within this many minutes, at the rates of the last ten.',
  }),
  failingMinutes: z.number().int().min(0).max(1440).default(ALERT_LIMITS.failingMinutes).meta({
    description: 'For consumer_failing: the alert comes when deliveries have failed for this many minutes.',
  }),
  consoleUrl: addressSchema.nullable().default(null).meta({
    description: 'The address of the console, for a link to the call. null: no link',
    example: 'https://calls.example.com',
  }),
};
const chatSettings = z.object(members).strict();
const chatSchema = z.object({
  settings: chatSettings,
  credentials: z
    .object({
      url: addressSchema.meta({ description: 'The address of the incoming webhook, which is a secret' }),
    })
    .strict(),
});

export const slackSchema = chatSchema;
export const teamsSchema = chatSchema;
export const emailAlertSchema = z.object({
  settings: z
    .object({
      ...members,
      to: z
        .array(emailSchema)
        .min(1)
        .max(10)
        .meta({ description: 'Who gets the mails. All are in one mail.' }),
    })
    .strict(),
  credentials: z.object({}).strict().default({}),
});
