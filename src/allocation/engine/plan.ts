import { type BucketDemand, planQuotas } from '../../domain/number-quotas.ts';
import type { RedisClient } from '../../infra/redis-client.ts';
import { keys } from '../keys.ts';
import type { PoolUpkeep } from './ports.ts';
import { connectScript, defineScript, json, named, number, optional, text } from './script.ts';
import { redisTime, type Time } from './time.ts';

/** A plan needs this many sessions, or as many as there are numbers, or this much time. */
const MIN_ARRIVALS = 25;
const MAX_AGE_MS = 60_000;

const now = optional(number);

const READ_GROUPS = defineScript({
  file: 'read-groups',
  keys: ['pool'],
  args: { now },
  /** The fields of each country, names and values in turn. */
  reply: named({ now: number, countries: json<[country: string, fields: string[]][]>() }),
});

const SAVE_PLAN = defineScript({
  file: 'save-plan',
  keys: ['pool'],
  args: {
    now,
    country: text,
    /** The plans that were saved when the groups were read. */
    plans: text,
    numbers: number,
    buckets: json<({ id: string } & BucketDemand)[]>(),
    intents: json<Readonly<Record<string, number>>>(),
  },
  reply: number,
});

/** Returns the function that plans which buckets own a pool's numbers. */
export function createPlan(redis: RedisClient, time: Time = redisTime): PoolUpkeep['plan'] {
  const readGroups = connectScript(redis, READ_GROUPS);
  const savePlan = connectScript(redis, SAVE_PLAN);

  return async (provider, id, { numbers, intents }) => {
    const pool = { pool: keys.pool(provider, id) };
    const { now: readAt, countries } = await readGroups(pool, { now: time() });
    let saved = 0;
    for (const [country, list] of countries) {
      const fields = fieldsOf(list);
      const size = numbers.get(country) ?? 0;
      const demands = demandsIn(fields);
      if (!isDue(demands, size, readAt - Number(fields.get('planned') ?? 0))) continue;
      const { quotas, means } = planQuotas(size, demands);
      const buckets = [...demands].map(([bucket, { arrived }]) => ({
        ...{ id: bucket, arrived },
        quota: quotas.get(bucket) ?? 0,
        mean: means.get(bucket) ?? 0,
      }));
      const plans = fields.get('plans') ?? '';
      saved += await savePlan(pool, {
        ...{ now: time(), country, plans, numbers: size, buckets },
        intents: await intents(),
      });
    }
    return saved;
  };
}

function isDue(demands: ReadonlyMap<string, BucketDemand>, numbers: number, ageMs: number): boolean {
  let arrivals = 0;
  for (const { arrived } of demands.values()) arrivals += arrived;
  return ageMs >= MAX_AGE_MS || arrivals >= Math.max(MIN_ARRIVALS, numbers);
}

function fieldsOf(list: readonly string[]): Map<string, string> {
  const fields = new Map<string, string>();
  for (let i = 0; i + 1 < list.length; i += 2) fields.set(list[i] ?? '', list[i + 1] ?? '');
  return fields;
}

/** Returns each bucket that a field names. */
function demandsIn(fields: ReadonlyMap<string, string>): Map<string, BucketDemand> {
  const demands = new Map<string, BucketDemand>();
  for (const name of fields.keys()) {
    const [, bucket] = /^(?:quota|owned|arrived|mean)\|(.*)$/s.exec(name) ?? [];
    if (bucket === undefined || demands.has(bucket)) continue;
    const figure = (field: string) => Number(fields.get(`${field}|${bucket}`) ?? 0);
    demands.set(bucket, { mean: figure('mean'), arrived: figure('arrived'), quota: figure('quota') });
  }
  return demands;
}
