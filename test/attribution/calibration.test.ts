import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cell, runCell } from '../../bench/attribution/cell.ts';
import { meanScores, type Scores } from '../../bench/attribution/score.ts';
import type { Hazards } from '../../src/domain/confidence/hazards.ts';
import { PRIOR } from '../../src/domain/confidence/prior.ts';
import { openStore } from '../../src/store/open.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';

const LEARNS = 320;
const SCORES = 400;
/** Twenty thousand visitors take this long in the engine. */
const PATIENCE_MS = 300_000;

/** Wrong hazards: visitors call as often after they left as before, and there are no wrong numbers. */
const WRONG: Hazards = { ...PRIOR, closed: PRIOR.closed.map((figure) => figure * 20), backgroundShare: 0 };

let redis: TestRedis;
let client: Redis;
let cell: Record<keyof Cell<'wrong'>, Scores>;

beforeAll(async () => {
  redis = await startTestRedis();
  client = new Redis(redis.url.replace('unix://', ''));
  const store = await openStore('sqlite::memory:');
  const trace = { seeds: [3, 1003], law: 'uis' as const, openShare: 0.65, numbers: 20, load: 0.2 };
  const wrong = { version: 1, hazards: WRONG };
  const traces = await runCell(client, store, { ...trace, learns: LEARNS, scores: SCORES }, { wrong });
  cell = {
    prior: meanScores(traces.prior),
    fitted: meanScores(traces.fitted),
    scored: meanScores(traces.scored),
    wrong: meanScores(traces.wrong),
  };
  await store.close();
}, PATIENCE_MS);
afterAll(async () => {
  client.disconnect();
  await redis.remove();
});

describe('the confidence of attributions, for simulated visitors with known calls,', () => {
  // With this few calls chance alone makes an error of 0.02 to 0.03. The bench has the figures of longer traces.
  it('is calibrated with the prior on the law that the prior describes', () => {
    expect(cell.prior.session.calls).toBeGreaterThan(2 * SCORES * 0.9);
    expect(cell.prior.session.ece).toBeLessThan(0.06);
    expect(cell.prior.bucket.ece).toBeLessThan(0.06);
    expect(cell.prior.session.brier).toBeLessThan(cell.prior.session.brierOfAccuracy);
  });

  it('is calibrated with hazards fitted to few unlabelled calls', () => {
    expect(cell.fitted.session.ece).toBeLessThan(0.08);
    expect(cell.fitted.session.brier).toBeLessThan(cell.fitted.session.brierOfAccuracy);
  });

  it('is calibrated with intents, and more precise', () => {
    const { scored, fitted } = cell;
    console.info(`Brier's score ${fitted.session.brier}, with classes of intent ${scored.session.brier}`);
    expect(scored.session.ece).toBeLessThan(0.08);
    expect(scored.session.brier).toBeLessThan(fitted.session.brier);
  });

  it('names a session for most calls, nearly always the right one', () => {
    for (const { claimed } of [cell.prior, cell.fitted, cell.scored]) {
      expect(claimed.share).toBeGreaterThan(0.5);
      expect(claimed.precision).toBeGreaterThan(0.9);
    }
  });

  it('is not calibrated with wrong hazards, and the measure shows it', () => {
    expect(cell.wrong.session.ece).toBeGreaterThan(0.1);
  });
});
