import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { nextNumber, setUpProvider } from '../support/setup-provider.ts';
import { dialled } from '../support/twilio.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let ringtrail: Ringtrail;
let folder: string;
beforeAll(async () => {
  ringtrail = await startRingtrail();
  folder = await mkdtemp(join(tmpdir(), 'rt-fallback-'));
});
afterAll(async () => {
  await ringtrail.stop();
  await rm(folder, { recursive: true, force: true });
});

function runExport(...args: string[]) {
  return spawnSync(process.execPath, ['scripts/ringtrail.mjs', 'fallback-export', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: ringtrail.dataDir },
  });
}

it('the fallback export writes a forwarding document for each number', async () => {
  const shop = await setUpProvider(ringtrail.api, { numbers: 3, sites: 2 });
  const [plivo, billboard] = [nextNumber(), nextNumber()];
  const add = (numbers: string[], more: object) =>
    ringtrail.api('POST', '/v1/numbers', { body: { pool: shop.pool, numbers, ...more } });
  await add([plivo], { carrier: 'plivo' });
  const pinned = { endpoint: shop.sites[1]?.endpoint, values: { source: 'billboard' } };
  await add([billboard], { carrier: 'twilio', pinned });

  const run = runExport('--to', folder, '--url', 'https://calls.example.com/');
  expect(run.stdout).toBe(`5 documents are in ${folder}\n`);
  const read = (carrier: string, number: string) =>
    readFile(join(folder, carrier, `${number.slice(1)}.xml`), 'utf8');
  for (const number of shop.numbers) {
    expect(dialled(await read('twilio', number))).toMatchObject({
      number: shop.endpointNumber,
      action: 'https://calls.example.com/v1/carriers/twilio/dial',
    });
  }
  expect(dialled(await read('twilio', billboard))?.number).toBe(shop.sites[1]?.endpointNumber);
  expect(await read('plivo', plivo)).toContain(shop.endpointNumber.slice(1));
  expect(await readdir(folder)).toEqual(['plivo', 'twilio']);
});

it('the fallback export names a missing option', () => {
  expect(runExport('--to', folder)).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('PUBLIC_URL'),
  });
  expect(runExport()).toMatchObject({ status: 2, stderr: expect.stringContaining('--to is missing') });
});
