import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keys } from '../../src/allocation/keys.ts';
import { createCarrier } from './carrier.ts';
import { type Chance, chanceFrom } from './chance.ts';
import { knownLimit, type Violation, violationsOf } from './checks.ts';
import { startConsumer } from './consumer.ts';
import type { CutOff } from './fault-list.ts';
import { breakThings } from './faults.ts';
import { violationsInLogs } from './logs.ts';
import { startMember } from './member.ts';
import type { ChaosOptions } from './options.ts';
import { openPages } from './pages.ts';
import { readDeliveries } from './records.ts';
import { startRedis } from './redis.ts';
import { reportOf } from './report.ts';
import { forgets, leadAstray } from './sabotage.ts';
import { ask, nextNumber, setUp } from './set-up.ts';
import { settle } from './settle.ts';
import { followStartedLinks } from './started-links.ts';
import { startStore } from './stores.ts';
import { createTruth } from './truth.ts';

const PAGES = 20;
/** A visitor needs a moment to read and to dial. */
const MIN_DIAL_MS = 1000;
const IDLE_MS = 30_000;
/** Events of a negative control never come, so nothing is gained by a long wait. */
const CONTROL_IDLE_MS = 10_000;

/** Runs the chaos and returns the violations. Prints faults as they begin, and the tables at the end. */
export async function runChaos(options: ChaosOptions, print: (text: string) => void): Promise<Violation[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ringtrail-chaos-'));
  const stops: (() => unknown)[] = [];
  let violations: Violation[] | null = null;
  try {
    violations = await run(options, folder, print, stops);
    return violations;
  } finally {
    for (const stop of stops.reverse()) await stop();
    if (violations?.length === 0) await rm(folder, { recursive: true, force: true });
    else print(`The logs of the processes are in ${folder}.`);
  }
}

async function run(
  { seconds, seed, store: storeName, faultsAtOnce, isControl }: ChaosOptions,
  folder: string,
  print: (text: string) => void,
  stops: (() => unknown)[],
): Promise<Violation[]> {
  const redis = await startRedis(join(folder, 'redis'));
  stops.push(redis.stop);
  const store = await startStore(storeName, folder);
  stops.push(store.stop);
  const consumer = await startConsumer(isControl ? forgets : () => false);
  stops.push(consumer.stop);
  const surroundings = { folder, redisPort: redis.port, storePort: store.port, storeUrl: store.url };
  const members = await Promise.all([
    startMember('gateway', 'gateway-1', surroundings),
    startMember('gateway', 'gateway-2', surroundings),
    startMember('worker', 'worker-1', surroundings),
    startMember('worker', 'worker-2', surroundings),
  ]);
  for (const member of members) {
    await member.start();
    stops.push(member.stop);
  }
  const gateways = members.filter(({ role }) => role === 'gateway').map(({ url }) => url);
  const [first = ''] = gateways;
  const { pages: kinds, pools, consumers, endpointNumbers } = await setUp(gateways, consumer.url);
  const truth = createTruth();
  stops.push(await followStartedLinks(redis.client, endpointNumbers, truth));
  print(`2 gateways, 2 workers, Redis and ${storeName}: ${seconds} s with the seed ${seed}`);

  const began = performance.now();
  const isOver = () => performance.now() - began > seconds * 1000;
  const report = (text: string) =>
    print(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${text}`);
  const cutOffs: CutOff[] = [];
  const providers = [...new Set(kinds.map(({ provider }) => provider))];
  const isDrained = async () => {
    const lengths = await Promise.all(providers.map((provider) => redis.client.xlen(keys.ledger(provider))));
    return lengths.every((length) => length === 0);
  };
  const carrier = createCarrier(gateways, chanceFrom(seed + 1));
  const dialling: Promise<void>[] = [];
  const visitors = chanceFrom(seed + 2);
  const [pages, faults, added] = await Promise.all([
    openPages(PAGES, {
      ...{ kinds, gateways, truth, isOver, chance: chanceFrom(seed + 3) },
      onShown: ({ number }, openMs) => void dialling.push(dial(carrier.place, visitors, number, openMs)),
    }),
    breakThings({
      members,
      redis,
      store,
      isDrained,
      cutOffs,
      isOver,
      report,
      faultsAtOnce,
      chance: chanceFrom(seed),
    }),
    addNumbers(gateways, pools, chanceFrom(seed + 4), isOver),
    isControl ? leadAstray(redis.client, kinds, chanceFrom(seed + 5), isOver) : undefined,
  ]);
  await Promise.all(dialling);
  report('everything is healed; waiting for the last events');

  const idleMs = isControl ? CONTROL_IDLE_MS : IDLE_MS;
  const events = () => consumer.events.values();
  const records = await settle(first, carrier.calls, events, idleMs);
  report('the events are there, or nothing moves any more');
  const outcome = { calls: carrier.calls, records, events: events(), truth, endpointNumbers, cutOffs };
  const violations = [...violationsOf(outcome), ...(await violationsInLogs(members))];
  const deliveries = await readDeliveries(first, consumers);
  const limits = carrier.calls.filter((call) => knownLimit(call, outcome)).length;
  const facts = { pages, limits, calls: carrier.calls, faults, deliveries, added, violations };
  print(`\n${reportOf({ ...facts, events: [...consumer.events.values()] })}\n`);
  return violations;
}

/** Lets the visitor of a page call: mostly while the page is open, sometimes after it was closed, sometimes more than once. */
async function dial(
  place: (number: string) => Promise<void>,
  chance: Chance,
  number: string,
  openMs: number,
): Promise<void> {
  if (!chance.happens(0.7)) return;
  const isLate = chance.happens(0.25);
  await (isLate ? chance.pause(openMs, openMs + 8000) : chance.pause(MIN_DIAL_MS, openMs));
  await place(number);
  if (chance.happens(0.2)) await place(number);
}

/** Adds numbers while things are broken, as an operator does who needs more of them. Resolves with their count. */
async function addNumbers(
  gateways: readonly string[],
  pools: readonly string[],
  chance: Chance,
  isOver: () => boolean,
): Promise<number> {
  let added = 0;
  while (!isOver()) {
    await chance.pause(3000, 9000);
    const body = { pool: chance.pick(pools), carrier: 'twilio', numbers: [nextNumber()] };
    // A request without an answer may have added its number all the same.
    const answer = await ask(chance.pick(gateways), 'POST', '/v1/numbers', body).catch(() => null);
    if (answer?.status === 201) added++;
  }
  return added;
}
