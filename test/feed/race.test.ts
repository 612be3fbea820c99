import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Raced, raceFeed } from '../../bench/support/feed-race.ts';
import { type Bundle, bundle } from '../support/bundle.ts';
import { type Mongo, startMongo } from '../support/mongo.ts';

const RACE = { writers: 8, readers: 4, seconds: 3, inFlight: 16 };

let racer: Bundle;
let folder: string;
let mongo: Mongo;
beforeAll(async () => {
  racer = await bundle('bench/support/feed-racer.ts');
  folder = await mkdtemp(join(tmpdir(), 'ringtrail-race-'));
  mongo = await startMongo();
});
afterAll(async () => {
  await racer.remove();
  await rm(folder, { recursive: true, force: true });
  await mongo.stop();
});

/** Each reader must see each attribution once, and all readers the same order. */
function oneOrder({ added, seen }: Raced) {
  return Array.from(seen, () => ({ count: added, different: added, order: seen[0]?.order }));
}

describe('the feed, while eight processes write and four read', () => {
  it('shows each reader each attribution once, in one order, on SQLite', async () => {
    const raced = await raceFeed(racer.script, `sqlite:${join(folder, 'race.db')}`, RACE);
    expect(raced.added).toBeGreaterThan(50);
    expect(raced.seen).toEqual(oneOrder(raced));
  });

  it('shows each reader each attribution once, in one order, on MongoDB', async (context) => {
    if (mongo.missing) return context.skip(`no mongod: ${mongo.missing}`);
    const raced = await raceFeed(racer.script, mongo.url('race'), RACE);
    expect(raced.added).toBeGreaterThan(50);
    expect(raced.seen).toEqual(oneOrder(raced));
  });
});
