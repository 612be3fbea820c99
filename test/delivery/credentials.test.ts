import { rm } from 'node:fs/promises';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askNumber } from '../support/allocations.ts';
import { type Double, startDouble } from '../support/consumers/double.ts';
import { eventually } from '../support/eventually.ts';
import { dataFolder, type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { setUpProvider } from '../support/setup-provider.ts';
import { realStores, titleOn } from '../support/stores.ts';
import { playCall } from '../support/twilio.ts';

const [OLD, NEW] = ['the-old-long-word', 'the-new-long-word'];
const SECRET = `whsec_${Buffer.from('a-secret-of-the-receiver').toString('base64')}`;
const TOKEN = 'access-token-of-meta';

for (const store of await realStores()) {
  describe.skipIf(store.missing)(`credentials ${titleOn(store)}`, () => {
    let double: Double;
    let dataDir: string;
    beforeAll(async () => {
      double = await startDouble();
      dataDir = await dataFolder();
    });
    afterAll(async () => {
      await double.stop();
      await store.remove();
      await rm(dataDir, { recursive: true, force: true });
    });

    async function withKey<T>(key: string, work: (ringtrail: Ringtrail) => Promise<T>): Promise<T> {
      const env = { STORE_URL: store.url, DELIVERY_PRIVATE_NETWORKS: 'on', CREDENTIALS_KEY: key };
      const ringtrail = await startRingtrail({ env, dataDir });
      try {
        return await work(ringtrail);
      } finally {
        await ringtrail.stop();
      }
    }

    const storedCredentials = async () => {
      const text = await store.text();
      return [SECRET, TOKEN].filter((secret) => text.includes(secret));
    };

    it('are sealed with the current key after each change, and open only with that key', async () => {
      const ids = await withKey('', async ({ api }) => {
        const { provider } = await setUpProvider(api);
        const make = async (body: object) =>
          (await api<{ id: string }>('POST', '/v1/consumers', { body: { provider, name: 'Test', ...body } }))
            .body.id;
        return [
          await make({ kind: 'webhook', settings: { url: double.url }, secret: SECRET }),
          await make({
            ...{ kind: 'meta', settings: { dataset: '4455', url: double.url } },
            credentials: { accessToken: TOKEN },
          }),
        ];
      });
      expect(await storedCredentials(), 'without a key').toEqual([SECRET, TOKEN]);

      const touch = async ({ api }: Ringtrail) => {
        for (const id of ids)
          expect((await api('PATCH', `/v1/consumers/${id}`, { body: {} })).status).toBe(200);
      };
      await withKey(OLD, touch);
      expect(await storedCredentials(), 'with a key, once it was touched').toEqual([]);
      await withKey(`${NEW},${OLD}`, touch);
      await expect(withKey(OLD, touch)).rejects.toThrow(/No key opens.*CREDENTIALS_KEY/s);
      await expect(withKey('', touch)).rejects.toThrow(/are sealed, and there is no key.*CREDENTIALS_KEY/s);

      await withKey(NEW, async (ringtrail) => {
        const { api } = ringtrail;
        const shop = await setUpProvider(api);
        const body = { provider: shop.provider, name: 'CRM', kind: 'webhook', settings: { url: double.url } };
        await api('POST', '/v1/consumers', { body: { ...body, secret: SECRET } });
        const { number } = (await askNumber(api, shop, 'session-1')).body;
        await playCall(ringtrail, { to: number ?? '' });
        const received = await eventually(async () => double.received[0]);
        expect(
          new Webhook(SECRET).verify(received.body, received.headers as Record<string, string>),
        ).toMatchObject({
          type: 'call.attributed',
        });
      });
      expect(await storedCredentials()).toEqual([]);
    });
  });
}
