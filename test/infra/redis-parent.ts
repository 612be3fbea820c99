/** Starts redis-server on the folder of its argument and prints the URL. redis-server.test.ts kills this process. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { startRedisServer } from '../../src/infra/redis-server.ts';

const [, , dataDir = ''] = process.argv;
const server = await startRedisServer({ dataDir });
await once(new Worker('', { eval: true }), 'exit');
process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)));
process.stdout.write(`${server.url}\n`);
setInterval(() => {}, 60_000);
