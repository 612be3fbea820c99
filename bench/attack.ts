/**
 * Prints what visitors get while a hostile browser attacks a pool of 100 numbers, with and without the guard by address.
 * docs/security.md has the table.
 *
 *   npm run bench -- attack
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { startRedisServer } from '../src/infra/redis-server.ts';
import { ATTACKS, type Attack, laySiege, type Siege } from './attack/siege.ts';
import { table } from './support/report.ts';

const GUARD = { sharePercent: 25, firstHoldSeconds: 15 };
const HEAD = [
  'attacker',
  'guard',
  'visitors with a number',
  'own',
  'bucket’s',
  'shared',
  'links lost',
  'attacker’s numbers',
];

const folder = await mkdtemp(join(tmpdir(), 'ringtrail-bench-redis-'));
const server = await startRedisServer({ dataDir: folder });
const redis = new Redis(server.url);
try {
  const rows: (string | number)[][] = [];
  for (const attack of Object.keys(ATTACKS) as Attack[]) {
    rows.push(row(attack, 'off', await laySiege(redis, attack, null)));
    rows.push(row(attack, 'on', await laySiege(redis, attack, GUARD)));
  }
  process.stdout.write(`${table(HEAD, rows)}\n`);
} finally {
  redis.disconnect();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);

function row(attack: Attack, guard: string, siege: Siege): (string | number)[] {
  const { numbers, session, bucket, shared, lost, attackers } = siege;
  return [attack, guard, `${numbers} of 100`, session, bucket, shared, lost, attackers];
}
