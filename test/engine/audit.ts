import type { Redis } from 'ioredis';
import { keys } from '../../src/allocation/keys.ts';
import { createLedger } from '../../src/allocation/ledger.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { type Replayed, replay } from '../support/replay.ts';

/** A number's record in Redis. */
export type NumberRecord = Record<string, string>;

/** The contents of a pool in Redis, without its rates. */
export type PoolContents = {
  pool: Record<string, string>;
  /** Number -> the end of its link. */
  live: Map<string, number>;
  combinations: Record<string, string>;
  /** Zone -> number -> the start of its rest. */
  free: Map<string, Map<string, number>>;
  records: Map<string, NumberRecord>;
  shown: Map<string, Map<string, number>>;
  /** Number -> combination of a session that shares or shared it -> the time of its request. */
  guests: Map<string, Map<string, number>>;
  /** Owner -> free number -> its class and the start of its rest. */
  rested: Map<string, Map<string, number>>;
  /** Group -> number that its sessions are shown -> how many sessions are. */
  busy: Map<string, Map<string, number>>;
  /** Country -> the fields of its groups. */
  groups: Map<string, Record<string, string>>;
};

const CLASS_STEP = 2 ** 43;

export async function readPool(redis: Redis, provider: string, pool: string): Promise<PoolContents> {
  const prefix = keys.pool(provider, pool);
  const names: string[] = [];
  for await (const some of redis.scanStream({ match: `${prefix}:*`, count: 1000 })) names.push(...some);
  const under = (part: string) => [...new Set(names.filter((name) => name.startsWith(`${prefix}:${part}:`)))];
  const scores = async (part: string) => {
    const found = await Promise.all(
      under(part).map(async (name) => [name.slice(prefix.length + part.length + 2), await zset(redis, name)]),
    );
    return new Map(found as [string, Map<string, number>][]);
  };
  const records = await Promise.all(
    under('number').map(
      async (name): Promise<[string, NumberRecord]> => [
        name.slice(prefix.length + ':number:'.length),
        await redis.hgetall(name),
      ],
    ),
  );
  const groups = await Promise.all(
    under('groups').map(
      async (name): Promise<[string, Record<string, string>]> => [
        name.slice(prefix.length + ':groups:'.length),
        await redis.hgetall(name),
      ],
    ),
  );
  const [facts, live, combinations, free, shown, guests, rested, busy] = await Promise.all([
    redis.hgetall(prefix),
    zset(redis, `${prefix}:live`),
    redis.hgetall(`${prefix}:combinations`),
    scores('free'),
    scores('shown'),
    scores('guests'),
    scores('rested'),
    scores('busy'),
  ]);
  return {
    ...{ pool: facts, live, combinations, free, records: new Map(records), shown },
    ...{ guests, rested, busy, groups: new Map(groups) },
  };
}

export async function readLedger(redis: Redis, provider: string): Promise<LedgerEntry[]> {
  return (await createLedger(redis).oldest(provider, 10_000_000)).entries;
}

/** Returns the contradictions between a pool's keys. */
export function faultsOf(contents: PoolContents): string[] {
  const { pool, live, combinations, free, records, shown, guests } = contents;
  const faults: string[] = faultsOfGroups(contents);
  const check = (holds: boolean, fault: string) => {
    if (!holds) faults.push(fault);
  };
  const liveLinks = new Set<string>();
  let freeNumbers = 0;
  let buckets = 0;

  for (const [number, record] of records) {
    const { link, combination = '', ended, until, country = '', area = '', withdrawn } = record;
    const isLive = link !== undefined && ended === '0';
    const since = free.get(country)?.get(number);
    check(isLive === live.has(number), `${number} is live in its record or among the live, not in both`);
    check(!(isLive && since !== undefined), `${number} is linked and free`);
    check(isLive || !!withdrawn || since !== undefined, `${number} is lost: neither linked nor free`);
    check(!(withdrawn && since !== undefined), `${number} is withdrawn and free`);
    check(
      !area || free.get(area)?.get(number) === since,
      `${number} is free in its country or its area only`,
    );
    if (since !== undefined) {
      freeNumbers += 1;
      check(
        link ? since === Number(ended) : since < 1e9,
        `${number} rests since ${since}, its link ended ${ended}`,
      );
    }
    if (!isLive) {
      check(!shown.has(number), `${number} has no live link and is shown to somebody`);
      continue;
    }
    check(live.get(number) === Number(until), `${number} ends at two times`);
    check(combinations[combination] === number, `${combination} does not lead to its number`);
    check(!liveLinks.has(combination), `${combination} has two numbers`);
    liveLinks.add(combination);
    if (combination.startsWith('bucket|')) buckets += 1;
  }
  for (const number of live.keys()) check(records.has(number), `${number} is live and unknown`);
  for (const [zone, numbers] of free) {
    for (const number of numbers.keys()) {
      const record = records.get(number);
      check(record?.country === zone || record?.area === zone, `${number} is free in ${zone}, a wrong zone`);
    }
  }
  for (const [combination, number] of Object.entries(combinations)) {
    const record = records.get(number);
    check(
      combination === record?.combination ||
        combination === record?.visitor ||
        guests.get(number)?.has(combination) === true,
      `${combination} leads to ${number}, which is another's`,
    );
  }
  const size = Number(pool.size ?? 0);
  check(size === freeNumbers + live.size, `size is ${size}: ${freeNumbers} free, ${live.size} linked`);
  check(Number(pool.buckets ?? 0) === buckets, `buckets is ${pool.buckets}: there are ${buckets}`);
  return faults;
}

/** Returns the contradictions in the state of the policy `affinity`: owners, their free numbers and the loads of shared ones. */
function faultsOfGroups({ free, records, shown, rested, busy, groups }: PoolContents): string[] {
  const faults: string[] = [];
  const owned = new Map<string, number>();
  const inQueues = new Map(
    [...rested].flatMap(([owner, queue]) => [...queue].map(([n, score]) => [n, { owner, score }])),
  );
  const inGroups = new Map(
    [...busy].flatMap(([group, loads]) => [...loads].map(([n, load]) => [n, { group, load }])),
  );
  for (const [number, { owner, country = '', combination = '', ended, busy: group, shared }] of records) {
    const since = free.get(country)?.get(number);
    const queue = inQueues.get(number);
    if (owner) owned.set(`${country} ${owner}`, (owned.get(`${country} ${owner}`) ?? 0) + 1);
    const isQueued = since !== undefined && owner !== undefined;
    if (isQueued && (queue?.owner !== (owner || country) || queue.score % CLASS_STEP !== since))
      faults.push(`${number} rests since ${since} with ${owner}, in the queue ${JSON.stringify(queue)}`);
    if (!isQueued && queue)
      faults.push(`${number} rests with ${queue.owner} and is not free, or has no owner`);
    const isLive = ended === '0';
    const load = shown.get(number)?.size ?? 1;
    const known = inGroups.get(number);
    if (isLive && group && (known?.group !== group || known.load !== load))
      faults.push(`${number} is shown to ${load} of ${group}, loaded ${JSON.stringify(known)}`);
    if (!(isLive && group) && known) faults.push(`${number} is loaded in ${known.group} and not shown there`);
    if (isLive && shown.has(number) && shared !== '1' && !combination.startsWith('bucket|'))
      faults.push(`${number} is one session's and is shown to others`);
  }
  for (const [country, fields] of groups)
    for (const [name, count] of Object.entries(fields))
      if (name.startsWith('owned|') && Number(count) !== (owned.get(`${country} ${name.slice(6)}`) ?? 0))
        faults.push(
          `${name} in ${country} is ${count}, by the records ${owned.get(`${country} ${name.slice(6)}`)}`,
        );
  for (const [key, count] of owned) {
    const [country = '', owner = ''] = [key.slice(0, key.indexOf(' ')), key.slice(key.indexOf(' ') + 1)];
    if (groups.get(country)?.[`owned|${owner}`] !== String(count))
      faults.push(`${owner} owns ${count}, not counted`);
  }
  return faults;
}

/** Returns the contradictions within a complete ledger, and between it and the pool's contents. */
export function faultsOfLedger(entries: readonly LedgerEntry[], contents: PoolContents): string[] {
  const { last, faults } = replay(entries);
  for (const [number, record] of contents.records) {
    faults.push(...faultsOfReplayed(number, last.get(number), record, contents.shown.get(number)));
  }
  for (const number of last.keys())
    if (!contents.records.has(number)) faults.push(`${number} is known to the ledger only`);
  return faults;
}

function faultsOfReplayed(
  number: string,
  link: ReturnType<Replayed['last']['get']>,
  record: NumberRecord,
  shownTo: Map<string, number> | undefined,
): string[] {
  const inRedis = [record.link, record.combination];
  const inLedger = link && [link.id, `${link.by}|${link.endpoint}|${link.site}|${link.key}`];
  const faults: string[] = [];
  if (String(inRedis) !== String(inLedger ?? Array(2).fill(undefined)))
    faults.push(`${number} has the link ${inRedis}, in the ledger ${inLedger}`);
  if (!link) return faults;
  if (Number(record.ended) !== (link.ended?.at ?? 0))
    faults.push(`${link.id} ended at ${record.ended}, in the ledger at ${link.ended?.at}`);
  if (link.ended && Number(record.seen) !== link.ended.seenAt)
    faults.push(`${link.id} was last seen at ${record.seen}, in the ledger at ${link.ended.seenAt}`);
  if (link.by === 'bucket' || record.shared === '1') {
    const inSet = [...(shownTo?.keys() ?? [])].filter((session) => session !== '').sort();
    if (String(inSet) !== String([...link.shown].sort()))
      faults.push(`${link.id} is shown to ${inSet}, in the ledger to ${[...link.shown]}`);
  }
  return faults;
}

async function zset(redis: Redis, name: string): Promise<Map<string, number>> {
  const flat = await redis.zrange(name, '0', '-1', 'WITHSCORES');
  const scores = new Map<string, number>();
  for (let i = 0; i + 1 < flat.length; i += 2) scores.set(flat[i] ?? '', Number(flat[i + 1]));
  return scores;
}
