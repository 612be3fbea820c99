/** An inbound call: the events that a carrier told, and what they add up to. */
import { z } from 'zod';
import { carrierSchema } from './model.ts';

export const OUTCOMES = ['answered', 'missed', 'failed'] as const;
export const outcomeSchema = z.enum(OUTCOMES);
export type Outcome = z.infer<typeof outcomeSchema>;

/** How the dialled number led to its endpoint. */
export const resolutionKindSchema = z
  .enum(['live', 'late', 'unlinked', 'pinned', 'overflow', 'unknown'])
  .meta({
    description:
      "live: the number was linked; late: its last link had ended; unlinked: never linked; pinned: stands for one source; overflow: the pool's shared number; unknown: not ours",
  });
export type ResolutionKind = z.infer<typeof resolutionKindSchema>;

/** What a dialled number led to at the moment of the call. */
export type Resolution = {
  kind: ResolutionKind;
  provider: string | null;
  pool: string | null;
  endpoint: string | null;
  site: string | null;
  link: string | null;
  keyedBy: 'session' | 'bucket' | null;
  key: string | null;
};

type EventBase = {
  carrier: z.infer<typeof carrierSchema>;
  carrierCallId: string;
  /** Names the event among those of its call: a repeat has the same name and is no second event. */
  name: string;
  /** When it happened by the carrier's clock where the carrier says so, else when we received it. */
  at: Date;
};

/** A call came in. */
export type CallReceived = EventBase & {
  type: 'received';
  from: string;
  to: string;
  /** null on the way to the store, until it has been looked up there. */
  resolution: Resolution | null;
};

/** The dial to the endpoint ended. */
export type DialEnded = EventBase & {
  type: 'dialled';
  outcome: Outcome;
  /** Seconds the two parties spoke. */
  talkSeconds: number | null;
};

/** Progress of one leg. `leg` is `caller` for the inbound call itself, `endpoint` for the call that we placed. */
export type LegProgress = EventBase & {
  type: 'progress';
  leg: 'caller' | 'endpoint';
  status: 'initiated' | 'ringing' | 'answered' | 'ended';
  /** Known when the leg has ended. */
  outcome: Outcome | null;
  durationSeconds: number | null;
};

export type CallEvent = CallReceived | DialEnded | LegProgress;

export const callSchema = z
  .object({
    id: z.string(),
    carrier: carrierSchema,
    carrierCallId: z.string(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    at: z.date(),
    outcome: outcomeSchema
      .nullable()
      .meta({ description: 'null: the call goes on, or its end is not known yet' }),
    ringSeconds: z
      .number()
      .nullable()
      .meta({ description: 'Seconds until somebody answered, or nobody did' }),
    talkSeconds: z.number().nullable(),
    resolution: resolutionKindSchema.nullable(),
    endpoint: z.string().nullable(),
    site: z.string().nullable(),
    provider: z.string().nullable(),
    pool: z.string().nullable(),
    link: z.string().nullable(),
    keyedBy: z.enum(['session', 'bucket']).nullable(),
    key: z.string().nullable(),
    /** How many different events the call is made of: the more there are, the newer the state. */
    eventCount: z.number().int(),
  })
  .meta({ id: 'StoredCall' });
export type Call = z.infer<typeof callSchema>;
