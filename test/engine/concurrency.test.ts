import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PoolSettings } from '../../src/allocation/engine/pool.ts';
import type { AllocationReply } from '../../src/allocation/engine/ports.ts';
import { createEngine } from '../../src/allocation/engine.ts';
import { type Bundle, bundle } from '../support/bundle.ts';
import { eventually } from '../support/eventually.ts';
import { endingWithUs } from '../support/processes.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { faultsOf, faultsOfLedger, type PoolContents, readLedger, readPool } from './audit.ts';
import {
  ask,
  askOf,
  type Held,
  heldOf,
  NUMBERS,
  newPool,
  operation,
  SITES,
  someNumbers,
  speakerOf,
} from './operations.ts';
import { connectAsGateway, type Known, visit } from './visitors.ts';

let redis: TestRedis;
let gateways: Redis[];
beforeAll(async () => {
  redis = await startTestRedis();
  gateways = [connectAsGateway(redis.url), connectAsGateway(redis.url)];
  await eventually(() => gateways.every(({ status }) => status === 'ready'));
});
afterAll(async () => {
  for (const gateway of gateways) gateway.disconnect();
  await redis.remove();
});

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).toReversed()) await step();
});

async function poolOf(numbers: number, changes: Partial<PoolSettings> = {}): Promise<PoolSettings> {
  const engine = createEngine(redis.client);
  const settings = await newPool(engine, changes);
  await engine.addNumbers(settings.provider, settings.pool, someNumbers(numbers));
  return settings;
}

/** Ends expired links, checks the pool and its ledger for faults, and returns the pool's contents. */
async function audit({ provider, pool }: PoolSettings): Promise<PoolContents> {
  await createEngine(redis.client).sweep(provider, pool);
  const contents = await readPool(redis.client, provider, pool);
  expect(faultsOf(contents)).toEqual([]);
  expect(faultsOfLedger(await readLedger(redis.client, provider), contents)).toEqual([]);
  return contents;
}

const numbersOf = (answers: AllocationReply[]) => answers.map(({ number }) => number);

describe('parallel requests through two gateways', () => {
  const askAtOnce = (settings: PoolSettings, sessions: string[]) => {
    const engines = gateways.map((gateway) => createEngine(gateway));
    return Promise.all(
      sessions.flatMap((session, i) => engines[i % 2]?.allocate(settings, ask({ session })) ?? []),
    );
  };
  const newSessions = (count: number) => Array.from({ length: count }, (_, i) => `new-${i}`);

  it('give 200 new sessions one number each of a pool of 200', async () => {
    const settings = await poolOf(200, { threshold: 200, reserve: 0 });
    const answers = await askAtOnce(settings, newSessions(200));
    expect(new Set(numbersOf(answers)).size).toBe(200);
    expect(answers.every(({ keyedBy }) => keyedBy === 'session')).toBe(true);
    expect((await audit(settings)).live.size).toBe(200);
  });

  it('give eight equal requests one link', async () => {
    const settings = await poolOf(200);
    const answers = await askAtOnce(settings, Array(8).fill('the-same'));
    expect(new Set(answers.map(({ link, number, keyedBy }) => `${link} ${number} ${keyedBy}`)).size).toBe(1);
    expect((await audit(settings)).live.size).toBe(1);
  });

  it('give each of 100 numbers once to 150 visitors, and the others an answer with its reason', async () => {
    const settings = await poolOf(100, { threshold: 150 });
    const answers = await askAtOnce(settings, newSessions(150));
    const bySession = answers.filter(({ keyedBy }) => keyedBy === 'session');
    expect(new Set(numbersOf(bySession)).size).toBe(100);
    const others = answers.filter(({ keyedBy }) => keyedBy !== 'session');
    expect(others.map(({ keyedBy, reason, number }) => [keyedBy, reason, number])).toEqual(
      Array(50).fill(['none', 'no_number_free', '']),
    );
    await audit(settings);
  });

  it('give 150 visitors session numbers up to the default threshold and their bucket number above it', async () => {
    const settings = await poolOf(100, { overflowNumber: '+18005550199' });
    const answers = await askAtOnce(settings, newSessions(150));
    const bySession = answers.filter(({ keyedBy }) => keyedBy === 'session');
    expect(new Set(numbersOf(bySession)).size).toBe(80);
    const others = answers.filter(({ keyedBy }) => keyedBy !== 'session');
    expect(new Set(others.map(({ keyedBy, reason, number }) => `${keyedBy} ${reason} ${number}`)).size).toBe(
      1,
    );
    expect(others[0]).toMatchObject({ keyedBy: 'bucket', reason: 'over_threshold' });
    expect(numbersOf(bySession)).not.toContain(others[0]?.number);
    await audit(settings);
  });
});

describe('parallel random operations', () => {
  const bursts = fc.array(fc.array(operation, { minLength: 1, maxLength: 40, size: 'max' }), {
    minLength: 1,
    maxLength: 6,
  });

  it('allocate no number twice, lose no number, and leave all events in the ledger', async () => {
    const clock = { now: 1_900_000_000_000 };
    const engines = gateways.map((gateway) => createEngine(gateway, () => clock.now));
    const [one] = engines;
    if (!one) throw new Error('there are two gateways');

    const property = fc.asyncProperty(bursts, async (some) => {
      await redis.client.flushdb();
      let settings = await newPool(one);
      const { provider, pool } = settings;
      await one.addNumbers(provider, pool, NUMBERS.slice(0, 6));
      const held: Held[] = [];
      for (const burst of some) {
        for (const op of burst) if (op.does === 'pass') clock.now += op.ms;
        const linksByNumber = new Map<string, Set<string>>();
        await Promise.all(
          burst.map(async (op, i) => {
            const engine = engines[i % 2] ?? one;
            const holder = 'link' in op ? held[op.link] : undefined;
            if (op.does === 'allocate') {
              const input = askOf(op);
              const answer = await engine.allocate(settings, input);
              if (!answer.link) return;
              held.unshift(heldOf(answer, input));
              const links = linksByNumber.get(answer.number) ?? new Set();
              linksByNumber.set(answer.number, links.add(answer.link));
            } else if (op.does === 'renew' && holder) {
              await engine.renew(settings, holder.link, holder.number, speakerOf(holder, op.as));
            } else if (op.does === 'leaveLink' && holder) {
              await engine.leaveLink(provider, pool, {
                session: holder.session,
                site: holder.site,
                link: holder.link,
                number: holder.number,
              });
            } else if (op.does === 'leaveSite') {
              const { id, endpoints } = SITES[op.site];
              await engine.leaveSite(provider, pool, { session: op.session, site: id, endpoints });
            } else if (op.does === 'sweep') {
              await engine.sweep(provider, pool);
            } else if (op.does === 'add') {
              await engine.addNumbers(
                provider,
                pool,
                op.numbers.flatMap((n) => NUMBERS[n] ?? []),
              );
            } else if (op.does === 'withdraw') {
              await engine.withdrawNumbers(provider, pool, [NUMBERS[op.number]?.number ?? ''], op.state);
            } else if (op.does === 'rule') {
              settings = { ...settings, ...op.rules };
            }
          }),
        );
        await audit(settings);
      }
    });
    const result = await fc.check(property, { numRuns: 60 });
    expect(result.failed, fc.defaultReportMessage(result) ?? '').toBe(false);
  });
});

describe('a load that is interrupted', () => {
  let visitors: Bundle;
  beforeAll(async () => {
    visitors = await bundle('test/engine/visitors-process.ts');
  });
  afterAll(() => visitors.remove());

  /** Starts a gateway in its own process and resolves once it has allocated `answers` numbers. */
  async function gatewayProcess(settings: PoolSettings, prefix: string, answers: number) {
    const args = [visitors.script, redis.url, prefix, '0', JSON.stringify(settings)];
    const child: ChildProcess = spawn(...endingWithUs(process.execPath, args), {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    cleanUp.push(() => child.kill('SIGKILL'));
    const known: Known[] = [];
    if (child.stdout) {
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (line.endsWith('}')) known.push(JSON.parse(line) as Known);
      });
    }
    await eventually(() => known.length >= answers);
    return {
      known,
      async kill() {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      },
    };
  }

  it('by kill -9 of a gateway leaves no number allocated twice and no number lost', async () => {
    const settings = await poolOf(50, { threshold: 1000, reserve: 5, holdSeconds: 1 });
    const survivor = visit(createEngine(gateways[0] ?? redis.client), settings, ['x', 'y', 'z']);
    for (const prefix of ['first', 'second', 'third']) {
      const { kill, known } = await gatewayProcess(settings, prefix, 200);
      const before = survivor.answers;
      await kill();
      expect(known.length).toBeGreaterThanOrEqual(200);
      await eventually(() => survivor.answers > before + 100);
    }
    await survivor.stop();
    const { live, pool } = await audit(settings);
    expect(survivor.failures).toBe(0);
    expect(pool.size).toBe('50');
    expect(live.size).toBeGreaterThan(0);
  });

  it('by kill -9 of Redis loses no link that was answered, once Redis has restarted on its file', async () => {
    // While the disk is busy, Redis answers by default before it has written.
    const always = () => redis.client.config('SET', 'appendfsync', 'always');
    await always();
    const settings = await poolOf(3000, { threshold: 10_000 });
    const names = Array.from({ length: 12 }, (_, i) => `v${i}`);
    // These sessions stay to the end. The others may all be leaving when they are stopped.
    const staying = await Promise.all(
      names.map((name) => createEngine(redis.client).allocate(settings, ask({ session: `stays-${name}` }))),
    );
    const loads = gateways.map((gateway, g) =>
      visit(
        createEngine(gateway),
        settings,
        names.map((name) => `${g}${name}`),
      ),
    );
    const answers = () => Math.min(...loads.map((load) => load.answers));
    for (let cut = 0; cut < 3; cut++) {
      const before = answers();
      await eventually(() => answers() > before + 300);
      await redis.kill();
      await redis.start();
      await always();
    }
    const before = answers();
    await eventually(() => answers() > before + 300);
    await Promise.all(loads.map((load) => load.stop()));
    expect(loads.every(({ failures }) => failures > 0)).toBe(true);

    const { pool, records } = await audit(settings);
    expect(pool.size).toBe('3000');
    const held = [
      ...staying,
      ...loads.flatMap(({ known }) => [...known.values()].flatMap((k) => (k && k !== 'unknown' ? k : []))),
    ];
    expect(held.length).toBeGreaterThanOrEqual(names.length);
    expect(held.filter(({ link, number }) => records.get(number)?.link !== link)).toEqual([]);
    expect(held.filter(({ number }) => records.get(number)?.ended !== '0')).toEqual([]);
  });
});
