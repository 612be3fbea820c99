import { z } from 'zod';
import type { Directory } from '../registry/port.ts';
import type { Engine, PoolFacts, PoolSettings } from './engine.ts';
import { settingsOf } from './settings.ts';

/** Four in five first calls come within this time of landing, so a number that ended later has rested enough. */
const RESTED_MS = 15 * 60_000;
const MINUTES = 10;

const perMinute = z.number().meta({ description: `A minute, over the last ${MINUTES} whole minutes` });

export const poolStateSchema = z
  .object({
    pool: z.string(),
    at: z.iso.datetime(),
    ready: z.boolean().meta({ description: 'false: lost with Redis, and being built from the store' }),
    numbers: z.object({
      total: z.number().int(),
      free: z.number().int().meta({ description: 'Never linked, or rested for a quarter of an hour' }),
      resting: z.number().int().meta({ description: 'Could be given out, but ended less than that ago' }),
      linked: z.number().int(),
    }),
    links: z.object({ session: z.number().int(), bucket: z.number().int() }),
    activeSessions: z.number().int(),
    threshold: z.number().int(),
    reserve: z.number().int(),
    mode: z.enum(['session', 'bucket']).meta({ description: 'What the next new session is keyed by' }),
    rates: z.object({
      session: perMinute,
      bucket: perMinute,
      overflow: perMinute,
      none: perMinute,
      linksStarted: perMinute,
      linksEnded: perMinute,
    }),
    exhaustedInMinutes: z.number().nullable().meta({
      description: 'When no number is free at this rate of links beginning and ending; null: not in sight',
    }),
  })
  .meta({ id: 'PoolState' });
export type PoolState = z.infer<typeof poolStateSchema>;

/** How the pool stands. `site` says whose sessions count where a provider's sites are counted apart. */
export async function poolState(
  directory: Directory,
  engine: Engine,
  pool: string,
  site: string | undefined,
): Promise<PoolState> {
  const settings = settingsOf(directory, pool);
  const look = { restedMs: RESTED_MS, minutes: MINUTES, site: site ?? '' };
  const facts = await engine.state(settings, look);
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
    mode: modeAfter(facts, settings),
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

/** One more session than now asks; the rule is that of lua/includes/policy. */
function modeAfter(
  { activeSessions, threshold, mode }: PoolFacts,
  { boundary, hysteresis }: Pick<PoolSettings, 'boundary' | 'hysteresis'>,
): 'session' | 'bucket' {
  const count = activeSessions + 1;
  const limit = mode === 'bucket' ? threshold - hysteresis : threshold;
  return count > limit || (boundary === 'reaching' && count === limit) ? 'bucket' : 'session';
}

function minutesLeft(free: number, shrinking: number): number | null {
  return shrinking > 0 ? Math.round((free / shrinking) * 10) / 10 : null;
}
