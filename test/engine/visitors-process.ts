/** A process with visitors, like a gateway. Tests of concurrency and clocks start, skew and kill it. */

import type { PoolSettings } from '../../src/allocation/engine/pool.ts';
import { createEngine } from '../../src/allocation/engine.ts';
import { connectAsGateway, visit } from './visitors.ts';

const [, , url = '', prefix = '', skewMs = '0', settings = '{}'] = process.argv;
const trueNow = Date.now;
Date.now = () => trueNow() + Number(skewMs);

const redis = connectAsGateway(url);
redis.once('ready', () => {
  const names = Array.from({ length: 16 }, (_, i) => `${prefix}${i}`);
  visit(createEngine(redis), JSON.parse(settings) as PoolSettings, names, (known) => {
    process.stdout.write(`${JSON.stringify(known)}\n`);
  });
});
