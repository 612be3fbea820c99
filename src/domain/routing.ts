import { z } from 'zod';
import { requestedRingGroupsSchema, ringGroupsSchema, ringSecondsSchema } from './ring-group.ts';
import { scheduleSchema } from './schedule.ts';
import { spokenLanguageSchema } from './spoken-language.ts';
import { unknownPlaceholders, WHISPER_FACTS } from './whisper.ts';

const spoken = z.string().trim().min(1).max(1000);
const beginningSchema = z
  .string()
  .regex(/^\+[1-9]\d{0,14}$/, 'must be a number or its first digits, such as +1 or +1212')
  .meta({
    description: 'A number, or the first digits of numbers: a country or an area',
    example: '+1212',
  });
const spelledBeginningSchema = z.string().trim().min(1).max(40).meta({
  description:
    'A number in any common spelling, or the first digits of numbers: a country or an area, with its calling code',
  example: '+1212',
});

/** The treatment of a caller. `keypress`: the endpoint rings after the caller has pressed a key, which robots rarely do. */
const screeningSchema = z.enum(['ring', 'keypress', 'voicemail', 'block']);
export type Screening = z.infer<typeof screeningSchema>;
const screening = screeningSchema.default('ring');

/** The schemas of the parts of a plan that hold numbers. */
type NumbersOfPlan = { ringGroups: typeof ringGroupsSchema; beginning: z.ZodType<string> };

const planOf = ({ ringGroups, beginning }: NumbersOfPlan) =>
  z
    .strictObject({
      version: z.literal(1).default(1),
      timeoutSeconds: ringSecondsSchema.default(30).meta({
        description: "Seconds that the endpoint's own number rings when `ring` is empty",
      }),
      ring: ringGroups.default([]).meta({
        description: "The groups that ring one after the other. Empty: the endpoint's own number rings.",
      }),
      rememberCaller: z.boolean().default(false).meta({
        description:
          'Whether a repeat caller first reaches the target that answered the last call, and then the others',
      }),
      byCaller: z
        .array(z.strictObject({ callers: z.array(beginning).min(1).max(500), ring: ringGroups.min(1) }))
        .max(20)
        .default([])
        .meta({
          description:
            'The groups that ring for callers of some countries and areas. The first rule that matches decides.',
        }),
      schedule: scheduleSchema
        .nullable()
        .default(null)
        .meta({ description: 'The opening hours. null: always open.' }),
      closed: z
        .strictObject({
          announcement: spoken.default('We are closed at the moment. Please call again during our hours.'),
          action: z.enum(['hangup', 'voicemail', 'ring']).default('hangup'),
          ring: ringGroups.default([]).meta({ description: 'The groups that ring with the action `ring`' }),
        })
        .prefault({})
        .meta({
          description:
            'The treatment of calls outside the schedule. Only the action `hangup` plays the announcement.',
        }),
      language: spokenLanguageSchema.nullable().default(null).meta({
        description:
          'The language of the voice that speaks the texts of the plan, which are written in it. null: the carrier’s default, which is English',
      }),
      greeting: spoken.nullable().default(null).meta({
        description:
          'The text that is spoken to the caller before the first ring, such as a notice that the call is recorded',
      }),
      whisper: z
        .string()
        .trim()
        .min(1)
        .max(300)
        .refine(
          (template) => unknownPlaceholders(template).length === 0,
          `may have the placeholders ${WHISPER_FACTS.map((name) => `{${name}}`).join(' ')} and no others`,
        )
        .nullable()
        .default(null)
        .meta({
          description:
            'The text that is spoken to the person who answers, before the caller is connected. Unknown facts are left out.',
          example: 'Call from your web site, {source} {campaign}',
        }),
      record: z
        .boolean()
        .default(false)
        .meta({ description: 'Whether both sides are recorded from the answer on' }),
      voicemail: z
        .strictObject({
          text: spoken.default('Nobody can take your call. Please leave a message after the tone.'),
          maxSeconds: z.number().int().min(5).max(600).default(120),
        })
        .nullable()
        .default(null)
        .meta({ description: 'The voicemail for calls that nobody answered. null: the call ends.' }),
      keypress: z
        .strictObject({
          text: spoken.default('To be connected, please press 1.'),
          key: z
            .string()
            .regex(/^[0-9*#]$/, 'must be one key of a telephone')
            .default('1'),
          timeoutSeconds: z.number().int().min(2).max(30).default(6),
          attempts: z.number().int().min(1).max(3).default(2),
          everybody: z.boolean().default(false).meta({
            description:
              'Whether every caller must press the key. Otherwise only callers with the treatment `keypress` must.',
          }),
        })
        .nullable()
        .default(null)
        .meta({ description: 'The gate against robots: a caller who does not press the key is refused.' }),
      blocked: z.array(beginning).max(5000).default([]).meta({ description: 'Callers who are refused' }),
      allowed: z.array(beginning).max(5000).default([]).meta({
        description: 'Callers who are exempt from all rules about callers, also from `blocked`',
      }),
      anonymous: screening.meta({ description: 'The treatment of callers who withhold their number' }),
      spam: z
        .strictObject({
          attestation: z
            .strictObject({
              A: screening,
              B: screening,
              C: screening,
              failed: screening,
              none: screening.meta({ description: 'The carrier reported no attestation' }),
            })
            .prefault({})
            .meta({ description: 'The treatment by the STIR/SHAKEN attestation of the caller’s number' }),
          rate: z
            .strictObject({
              calls: z.number().int().min(1).max(50),
              withinSeconds: z.number().int().min(10).max(86_400),
              action: screeningSchema.default('block'),
            })
            .nullable()
            .default(null)
            .meta({ description: 'The treatment of a caller who has made more calls than this in the time' }),
        })
        .prefault({}),
      refusal: z.enum(['rejected', 'busy']).default('rejected').meta({
        description: 'The signal to a refused caller: the call is rejected, or the line is busy',
      }),
    })
    .superRefine((plan, context) => {
      const miss = (path: (string | number)[], message: string) =>
        context.addIssue({ code: 'custom', path, message });
      for (const { path, action } of screenings(plan)) {
        if (action === 'voicemail' && !plan.voicemail) miss(path, 'needs `voicemail` to be set');
        if (action === 'keypress' && !plan.keypress) miss(path, 'needs `keypress` to be set');
      }
      const { action, ring } = plan.closed;
      if (action === 'voicemail' && !plan.voicemail)
        miss(['closed', 'action'], 'needs `voicemail` to be set');
      if (action === 'ring' && ring.length === 0) miss(['closed', 'ring'], 'must name the groups that ring');
    });

/** The routing plan of an endpoint. Every member has a default: `{}` rings the endpoint's own number. */
export const routingSchema = planOf({ ringGroups: ringGroupsSchema, beginning: beginningSchema }).meta({
  id: 'Routing',
});
/** The plan of a request, with numbers in any common spelling. `readPlan` reads them. */
export const requestedRoutingSchema = planOf({
  ringGroups: requestedRingGroupsSchema,
  beginning: spelledBeginningSchema,
}).meta({ id: 'RequestedRouting' });
export type Routing = z.infer<typeof routingSchema>;

export const DEFAULT_ROUTING: Routing = routingSchema.parse({});

/** Returns whether the plan depends on the caller's earlier calls. */
export function dependsOnEarlierCalls({ rememberCaller, spam }: Routing): boolean {
  return rememberCaller || spam.rate !== null;
}

/** Returns whether a group of the plan distributes calls by weight. */
export function hasWeightedGroup({ ring, byCaller, closed }: Routing): boolean {
  const groups = [...ring, ...closed.ring, ...byCaller.flatMap((rule) => rule.ring)];
  return groups.some(({ strategy }) => strategy === 'weighted');
}

/** Parsed plans by their stored form. */
const parsedPlans = new WeakMap<object, Routing>();

/** Returns the endpoint's plan with all members. A plan that does not parse counts as empty: the call must connect. */
export function routingOf({ routing }: { routing: object }): Routing {
  let plan = parsedPlans.get(routing);
  if (!plan) {
    const parsed = routingSchema.safeParse(routing);
    plan = parsed.success ? parsed.data : DEFAULT_ROUTING;
    parsedPlans.set(routing, plan);
  }
  return plan;
}

/** Returns all treatments of the plan, each with its path. */
function screenings({
  anonymous,
  spam,
}: Pick<Routing, 'anonymous' | 'spam'>): { path: string[]; action: Screening }[] {
  return [
    { path: ['anonymous'], action: anonymous },
    ...Object.entries(spam.attestation).map(([name, action]) => ({
      path: ['spam', 'attestation', name],
      action,
    })),
    ...(spam.rate ? [{ path: ['spam', 'rate', 'action'], action: spam.rate.action }] : []),
  ];
}
