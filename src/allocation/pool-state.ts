import { z } from 'zod';
import { KEYED_BY } from '../domain/rung.ts';
import type { Directory } from '../registry/port.ts';
import type { PoolUpkeep } from './engine/ports.ts';
import { settingsOf } from './settings.ts';

/** Four in five first calls come within this time after the visitor lands, so a number has then rested enough. */
const RESTED_MS = 15 * 60_000;
const MINUTES = 10;

const perMinute = z.number().meta({ description: `Per minute, over the last ${MINUTES} whole minutes` });

export const poolStateSchema = z
  .object({
    pool: z.string(),
    at: z.iso.datetime(),
    ready: z
      .boolean()
      .meta({ description: 'False while the pool is rebuilt from the store, after Redis has lost it' }),
    numbers: z.object({
      total: z.number().int(),
      free: z
        .number()
        .int()
        .meta({ description: 'Numbers that were never linked or have rested for 15 minutes' }),
      resting: z
        .number()
        .int()
        .meta({ description: 'Numbers that are free and have rested for less than 15 minutes' }),
      linked: z.number().int(),
    }),
    links: z.object({ session: z.number().int(), bucket: z.number().int() }),
    activeSessions: z.number().int(),
    threshold: z.number().int(),
    reserve: z.number().int(),
    mode: z.enum(KEYED_BY).meta({ description: 'The kind of key for the next new session' }),
    rates: z.object({
      session: perMinute,
      bucket: perMinute,
      overflow: perMinute,
      none: perMinute,
      linksStarted: perMinute,
      linksEnded: perMinute,
    }),
    exhaustedInMinutes: z.number().nullable().meta({
      description:
        'Minutes until no number is free, if links start and end at these rates. Null when as many end as start.',
    }),
  })
  .meta({ id: 'PoolState' });
export type PoolState = z.infer<typeof poolStateSchema>;

/** Returns the pool's state. `site` selects the sessions, where the provider's sites count separately. */
export async function poolState(
  directory: Directory,
  upkeep: Pick<PoolUpkeep, 'state'>,
  pool: string,
  site: string | undefined,
): Promise<PoolState> {
  const settings = settingsOf(directory, pool);
  const query = { restedMs: RESTED_MS, minutes: MINUTES, site: site ?? '' };
  const facts = await upkeep.state(settings, query);
  const rate = (name: string) => (facts.totals[name] ?? 0) / MINUTES;
  return {
    pool,
    at: new Date(facts.now).toISOString(),
    ready: facts.isBuilt,
    numbers: { total: facts.size, free: facts.free, resting: facts.resting, linked: facts.linked },
    links: { session: facts.linked - facts.liveBuckets, bucket: facts.liveBuckets },
    activeSessions: facts.activeSessions,
    threshold: facts.threshold,
    reserve: facts.reserve,
    mode: facts.nextKeyedBy,
    rates: {
      session: rate('session'),
      bucket: rate('bucket'),
      overflow: rate('overflow'),
      none: rate('none'),
      linksStarted: rate('started'),
      linksEnded: rate('ended'),
    },
    exhaustedInMinutes: minutesLeft(facts.free + facts.resting, rate('started') - rate('ended')),
  };
}

function minutesLeft(free: number, shrinking: number): number | null {
  return shrinking > 0 ? Math.round((free / shrinking) * 10) / 10 : null;
}
