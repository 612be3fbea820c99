/** A notice: the message of an alert that follows from a state rather than from a call. */
import { z } from 'zod';

/** The states that an alert can be about. */
export const STATE_ABOUT = ['pool_low', 'consumer_failing', 'silence', 'numbers_elsewhere'] as const;
export type StateAbout = (typeof STATE_ABOUT)[number];

/** The period of a report that is sent by mail, and its reader. */
const reportSchema = z.object({ to: z.string(), since: z.iso.datetime(), until: z.iso.datetime() });

export const noticeSchema = z
  .object({
    about: z.enum([...STATE_ABOUT, 'report']),
    phase: z.enum(['begun', 'over']).meta({ description: 'Whether the state has begun, or is over' }),
    subject: z.string().meta({ description: 'The id of the pool, the consumer, the number or the endpoint' }),
    title: z.string().meta({ example: 'The pool Shop runs low' }),
    facts: z.array(z.object({ name: z.string(), value: z.string() })),
    path: z.string().nullable().meta({ description: "The console's page about it" }),
    report: reportSchema.optional().meta({ description: 'Of a report: its reader and its period' }),
    at: z.iso.datetime(),
  })
  .meta({ id: 'Notice' });
export type Notice = z.infer<typeof noticeSchema>;
