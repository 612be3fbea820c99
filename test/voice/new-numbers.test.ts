import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askNumber } from '../support/allocations.ts';
import { eventually } from '../support/eventually.ts';
import type { Ringtrail } from '../support/ringtrail.ts';
import { setUpProvider } from '../support/setup-provider.ts';
import { folder, redis, start, startWorker, useSharedProcesses } from '../support/shared-processes.ts';
import { dialled, newCallSid, postWebhook, VOICE } from '../support/twilio.ts';

useSharedProcesses();

async function call(gateway: Ringtrail, to: string): Promise<string | undefined> {
  const fields = { CallSid: newCallSid(), From: '+12125550100', To: to };
  return dialled((await postWebhook(gateway, VOICE, fields)).text)?.number;
}

describe('a number that was just added', () => {
  it('is answered by a gateway that started from its snapshot without the store', async () => {
    const one = await start('one');
    const before = await start('other');
    await setUpProvider(one.api);
    await eventually(async () => (await before.api('GET', '/readyz')).status === 200);
    await before.stop();
    const shop = await setUpProvider(one.api);
    // The gateway that runs has the file open.
    await rename(join(folder, 'shared.db'), join(folder, 'elsewhere.db'));
    const other = await start('other');
    expect((await other.api('GET', '/readyz')).status).toBe(503);
    const { number } = (await askNumber(one.api, shop, 'visitor')).body;
    expect(await call(other, number ?? '')).toBe(shop.endpointNumber);
  });

  it('is answered at once by a gateway that was stopped while it was added', async () => {
    const [one, other] = [await start('one'), await start('other')];
    await setUpProvider(one.api);
    other.signal('SIGSTOP');
    const shop = await setUpProvider(one.api);
    const answered = call(other, shop.numbers[0] ?? '');
    other.signal('SIGCONT');
    expect(await answered).toBe(shop.endpointNumber);
  });

  it('is not shown to a visitor before every gateway knows it', async () => {
    const [one, other] = [await start('one'), await start('other')];
    const worker = startWorker();
    await eventually(async () => (await redis.client.hlen('ringtrail:registry:gateways')) === 2);
    await worker;
    other.signal('SIGSTOP');
    const shop = await setUpProvider(one.api);
    expect((await askNumber(one.api, shop, 'visitor')).body).toMatchObject({ keyedBy: 'none' });
    other.signal('SIGCONT');
    const { number } = await eventually(async () => {
      const { body } = await askNumber(one.api, shop, 'visitor');
      return body.keyedBy === 'session' && body;
    });
    expect(await call(other, number ?? '')).toBe(shop.endpointNumber);
  });

  it('is saved while Redis is away, and shown to visitors afterwards', async () => {
    const one = await start('one', { ROLE: 'all' });
    const shop = await setUpProvider(one.api, { numbers: 1, threshold: 100 });
    await askNumber(one.api, shop, 'first');
    await redis.kill();
    const numbers = ['+12025550999'];
    const body = { pool: shop.pool, carrier: 'twilio', numbers };
    expect((await one.api('POST', '/v1/numbers', { body })).status).toBe(201);
    await redis.start();
    await expect.poll(async () => (await askNumber(one.api, shop, 'second')).body.number).toBe(numbers[0]);
  });
});
