import { z } from 'zod';
import { phoneNumberSchema } from './phone.ts';
import { misfit } from './problem.ts';
import { scheduleSchema } from './schedule.ts';
import { unknownPlaceholders, WHISPER_FACTS } from './whisper.ts';

export const sipAddressSchema = z
  .string()
  .max(300)
  .regex(/^sips?:[^\s<>"]+@[^\s<>"]+$/, 'must be a SIP address such as sip:front-desk@example.com');

const spoken = z.string().trim().min(1).max(1000);
const ringSecondsSchema = z.number().int().min(5).max(600);

const ringTargetSchema = z
  .strictObject({
    number: phoneNumberSchema.optional(),
    sip: sipAddressSchema.optional(),
    weight: z.number().int().min(1).max(100).default(1).meta({
      description: 'With the strategy weighted: its share of the calls, against those of the others',
    }),
  })
  .refine(({ number, sip }) => (number === undefined) !== (sip === undefined), {
    message: 'must have either a number or a sip address',
  })
  .meta({ id: 'RingTarget' });
export type RingTarget = z.infer<typeof ringTargetSchema>;

const ringGroupSchema = z
  .strictObject({
    targets: z.array(ringTargetSchema).min(1).max(8),
    strategy: z.enum(['together', 'inOrder', 'weighted']).default('together').meta({
      description:
        'together: all ring at once, the first to answer has the call; inOrder: one after the other; weighted: calls are shared out by weight, and who does not answer is followed by the others',
    }),
    timeoutSeconds: ringSecondsSchema.default(20).meta({ description: 'How long each ring lasts' }),
  })
  .meta({ id: 'RingGroup' });
export type RingGroup = z.infer<typeof ringGroupSchema>;

const groupsSchema = z.array(ringGroupSchema).max(5);

const beginningSchema = z
  .string()
  .regex(/^\+[1-9]\d{0,14}$/, 'must be the beginning of a number such as +1 or +1212, or a whole one')
  .meta({
    description: 'A number, or the beginning of numbers: a country or an area',
    example: '+1212',
  });

/** What is done with a caller. keypress: rung once the caller has pressed the key, which robots rarely do. */
const screeningSchema = z.enum(['ring', 'keypress', 'voicemail', 'block']);
export type Screening = z.infer<typeof screeningSchema>;
const screening = screeningSchema.default('ring');

/** How a call to an endpoint is led. Every member has a default: `{}` rings the endpoint's own number. */
export const routingSchema = z
  .strictObject({
    version: z.literal(1).default(1),
    timeoutSeconds: ringSecondsSchema.default(30).meta({
      description: "How long the endpoint's own number rings, in seconds, where `ring` names no others",
    }),
    ring: groupsSchema.default([]).meta({
      description: "Who is rung, one group after the other; none: the endpoint's own number",
    }),
    rememberCaller: z.boolean().default(false).meta({
      description: 'Who has called before is led to whoever answered then, and only after that to the others',
    }),
    byCaller: z
      .array(z.strictObject({ callers: z.array(beginningSchema).min(1).max(500), ring: groupsSchema.min(1) }))
      .max(20)
      .default([])
      .meta({
        description: 'Who is rung for callers of some countries and areas; the first that fits counts',
      }),
    schedule: scheduleSchema.nullable().default(null).meta({ description: 'null: always open' }),
    closed: z
      .strictObject({
        announcement: spoken.default('We are closed at the moment. Please call again during our hours.'),
        action: z.enum(['hangup', 'voicemail', 'ring']).default('hangup'),
        ring: groupsSchema.default([]).meta({ description: 'With action: ring' }),
      })
      .prefault({})
      .meta({ description: 'What happens outside the schedule. The announcement comes with hangup alone.' }),
    greeting: spoken.nullable().default(null).meta({
      description:
        'Spoken to the caller before anybody is rung, such as the notice that the call is recorded',
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
        description: 'Spoken to whoever answers before the two are joined; what is not known is left out',
        example: 'Call from your web site, {source} {campaign}',
      }),
    record: z.boolean().default(false).meta({ description: 'Both sides are recorded from the answer on' }),
    voicemail: z
      .strictObject({
        text: spoken.default('Nobody can take your call. Please leave a message after the tone.'),
        maxSeconds: z.number().int().min(5).max(600).default(120),
      })
      .nullable()
      .default(null)
      .meta({ description: 'Asked of the caller when nobody has answered; null: the call ends then' }),
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
          description: 'Asked of every caller, not of those alone that the rules below send here',
        }),
      })
      .nullable()
      .default(null)
      .meta({ description: 'The gate against robots: who does not press the key is refused' }),
    blocked: z.array(beginningSchema).max(5000).default([]).meta({ description: 'Callers who are refused' }),
    allowed: z.array(beginningSchema).max(5000).default([]).meta({
      description: 'Callers whom none of the rules about callers concerns, `blocked` included',
    }),
    anonymous: screening.meta({ description: 'Callers who show no number' }),
    spam: z
      .strictObject({
        attestation: z
          .strictObject({
            A: screening,
            B: screening,
            C: screening,
            failed: screening,
            none: screening.meta({ description: 'The carrier said nothing of the caller’s number' }),
          })
          .prefault({})
          .meta({ description: 'By the STIR/SHAKEN attestation of the caller’s number' }),
        rate: z
          .strictObject({
            calls: z.number().int().min(1).max(50),
            withinSeconds: z.number().int().min(10).max(86_400),
            action: screeningSchema.default('block'),
          })
          .nullable()
          .default(null)
          .meta({ description: 'What is done with a caller who has made more calls than that' }),
      })
      .prefault({}),
    refusal: z.enum(['rejected', 'busy']).default('rejected').meta({
      description: 'What a refused caller hears: that the call is rejected, or the busy tone',
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
    if (action === 'voicemail' && !plan.voicemail) miss(['closed', 'action'], 'needs `voicemail` to be set');
    if (action === 'ring' && ring.length === 0) miss(['closed', 'ring'], 'must name who is rung');
  })
  .meta({ id: 'Routing' });
export type Routing = z.infer<typeof routingSchema>;

export const DEFAULT_ROUTING: Routing = routingSchema.parse({});

/** What there is deepest in a plan: a target's number, in a group's list, in a rule's list. */
const DEEPEST = 8;

/** Some members of a plan, as RFC 7396 has it. Whether they make a plan shows when they are put into one. */
export const routingChangeSchema = z
  .record(z.string(), z.unknown())
  .refine((change) => !isDeeper(change, DEEPEST), 'is deeper than any plan')
  .meta({
    id: 'RoutingChange',
    description:
      'Some members of the plan, as in Routing, at any depth; what is not named stays as it is, a list is replaced whole, and null takes a member back to its default',
  });
export type RoutingChange = z.infer<typeof routingChangeSchema>;

/** The endpoint's plan with the change made. @param pointer where in the request the change is */
export function changedRouting(former: { routing: object }, change: RoutingChange, pointer: string): Routing {
  const parsed = routingSchema.safeParse(merged(routingOf(former), change));
  if (!parsed.success) throw misfit(parsed.error, pointer);
  return parsed.data;
}

function merged(value: unknown, change: unknown): unknown {
  if (!isObject(change)) return change;
  const members = new Map(isObject(value) ? Object.entries(value) : []);
  for (const [name, inner] of Object.entries(change)) {
    if (inner === null) members.delete(name);
    else members.set(name, merged(members.get(name), inner));
  }
  return Object.fromEntries(members);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeper(inner, depth - 1));
}

/** Whether the plan asks what the caller did before. */
export function concernsCallersPast({ rememberCaller, spam }: Routing): boolean {
  return rememberCaller || spam.rate !== null;
}

/** Whether the plan shares calls out by weight anywhere. */
export function sharesOut({ ring, byCaller, closed }: Routing): boolean {
  const groups = [...ring, ...closed.ring, ...byCaller.flatMap((rule) => rule.ring)];
  return groups.some(({ strategy }) => strategy === 'weighted');
}

/** Plans as they were stored, by earlier versions too, and as they are read. */
const read = new WeakMap<object, Routing>();

/** The endpoint's plan, whole. One that cannot be read any more is as good as none: the call must connect. */
export function routingOf({ routing }: { routing: object }): Routing {
  let plan = read.get(routing);
  if (!plan) {
    const parsed = routingSchema.safeParse(routing);
    plan = parsed.success ? parsed.data : DEFAULT_ROUTING;
    read.set(routing, plan);
  }
  return plan;
}

function screenings({ anonymous, spam }: Routing): { path: string[]; action: Screening }[] {
  return [
    { path: ['anonymous'], action: anonymous },
    ...Object.entries(spam.attestation).map(([name, action]) => ({
      path: ['spam', 'attestation', name],
      action,
    })),
    ...(spam.rate ? [{ path: ['spam', 'rate', 'action'], action: spam.rate.action }] : []),
  ];
}
