import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROLES } from '../../src/domain/role.ts';
import { signIn } from '../support/people.ts';
import { randomFrom } from '../support/random.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { NOTHING, pathsOf, type Rights } from './rights/expected.ts';
import { Sender } from './rights/sender.ts';

/** The release check runs 10,000. */
const SEQUENCES = Number(process.env.RINGTRAIL_TEST_SEQUENCES ?? 100);
const AT_ONCE = 10;
const CHANGES = 4;

let redis: TestRedis;
let folder: string;
let gateways: [Ringtrail, Ringtrail];
let providers: string[];
let random: () => number;
beforeAll(async () => {
  const seed = Number(process.env.RINGTRAIL_TEST_SEED ?? 12);
  random = randomFrom(seed);
  redis = await startTestRedis();
  folder = await mkdtemp(join(tmpdir(), 'rt-rights-'));
  const env = { REDIS_URL: redis.url, STORE_URL: `sqlite:${join(folder, 'ringtrail.db')}` };
  gateways = [await startRingtrail({ env }), await startRingtrail({ env })];
  // The last owner of an installation stays. This one lets all others go.
  await gateways[0].api('POST', '/v1/people', {
    body: { name: 'Owner', email: 'owner@example.com', role: 'owner' },
  });
  providers = await Promise.all(
    ['One', 'Two', 'Three'].map(async (name) => {
      const { body } = await gateways[0].api<{ id: string }>('POST', '/v1/providers', { body: { name } });
      return body.id;
    }),
  );
});
afterAll(async () => {
  for (const gateway of gateways) await gateway.stop();
  await redis.remove();
  await rm(folder, { recursive: true });
});

function one<T>(of: readonly T[]): T {
  return of[Math.floor(random() * of.length)] as T;
}

function someProviders(): string[] | null {
  const some = providers.filter(() => random() < 0.5);
  return some.length > 0 ? some : null;
}

function someRights(): Rights {
  return { role: one(ROLES), providers: someProviders() };
}

const bodyOf = ({ role, providers: bound }: Rights) => ({ role, ...(bound && { providers: bound }) });

/** Sends random requests to both gateways until the work has ended, and some afterwards. */
async function whileReading(sender: Sender, work: () => Promise<void>): Promise<void> {
  let isOver = false;
  const paths = pathsOf(providers);
  const reading = (async () => {
    while (!isOver) await sender.read(one(gateways), one(paths));
  })();
  await work().finally(() => {
    isOver = true;
  });
  await reading;
  for (const gateway of gateways) await sender.read(gateway, one(paths));
}

let made = 0;

async function personSequence(): Promise<Sender> {
  const rights = someRights();
  const email = `person-${made++}@example.com`;
  const invited = await one(gateways).api<{ id: string }>('POST', '/v1/people', {
    body: { name: email, email, ...bodyOf(rights) },
  });
  const { id } = invited.body;
  const path = `/v1/people/${id}`;
  const sender = new Sender(await sessionAtBoth(id), rights);
  const patch = (next: Rights) =>
    sender.change(next, () =>
      one(gateways).api('PATCH', path, { body: { role: next.role, providers: next.providers } }),
    );
  const steps = [
    () => patch(someRights()),
    () => patch({ ...sender.rights, role: one(ROLES) }),
    () => patch({ ...sender.rights, providers: someProviders() }),
    async () => {
      const { rights } = sender;
      await sender.change(NOTHING, () => one(gateways).api('DELETE', '/v1/session', sender.credentials));
      sender.credentials = await sessionAtBoth(id);
      // The new session counts from its first request, so it needs no acknowledgement.
      await sender.change(rights, async () => ({ status: 204, text: '' }));
    },
  ];
  await whileReading(sender, async () => {
    for (let i = 0; i < CHANGES && sender.faults.length === 0; i++) await one(steps)();
    await sender.change(NOTHING, () => one(gateways).api('DELETE', path));
  });
  return sender;
}

/** Begins a session, and returns its cookie for both gateways. */
async function sessionAtBoth(person: string) {
  const { credentials } = await signIn(redis.client, gateways[0].url, person);
  const { Cookie = '', ...headers } = credentials.headers ?? {};
  const [first, second] = gateways.map(({ url }) => new URL(url).port);
  return {
    key: null,
    headers: { ...headers, Cookie: `${Cookie}; ${Cookie.replace(`-${first}=`, `-${second}=`)}` },
  };
}

const SCOPES_OF = { owner: ['admin'], viewer: ['calls:read', 'setup:read'] };

async function keySequence(): Promise<Sender> {
  const role = one(['owner', 'viewer'] as const);
  const bound = someProviders();
  const body = { name: `Key ${made++}`, scopes: SCOPES_OF[role], ...(bound && { providers: bound }) };
  const { id, secret } = (
    await one(gateways).api<{ id: string; secret: string }>('POST', '/v1/keys', { body })
  ).body;
  const sender = new Sender({ key: secret }, { role, providers: bound });
  await whileReading(sender, async () => {
    for (let i = 0; i < CHANGES; i++) await sender.read(one(gateways), one(pathsOf(providers)));
    await sender.change(NOTHING, () => one(gateways).api('DELETE', `/v1/keys/${id}`));
  });
  return sender;
}

it(`no request is served by a right whose end was acknowledged, in ${SEQUENCES} random sequences`, async () => {
  const senders: Sender[] = [];
  const lane = async () => {
    while (senders.length < SEQUENCES)
      senders.push(await (random() < 0.75 ? personSequence() : keySequence()));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  expect(senders.flatMap(({ faults }) => faults)).toEqual([]);
  const requests = senders.reduce((sum, sender) => sum + sender.requests, 0);
  expect(requests).toBeGreaterThan(SEQUENCES * CHANGES);

  const served = new Set<number>();
  const last = async ({ api }: Ringtrail) => {
    for (const { credentials } of senders) served.add((await api('GET', '/v1/session', credentials)).status);
  };
  await Promise.all(gateways.map(last));
  expect([...served]).toEqual([401]);
}, 3_600_000);

it('a gateway that still serves a right after its end is noticed', async () => {
  const gateway = { url: 'http://stale', api: async () => ({ status: 200 }) } as unknown as Ringtrail;
  const sender = new Sender({}, { role: 'owner', providers: null });
  await sender.read(gateway, '/v1/keys');
  const sent = sender.read(gateway, '/v1/keys');
  await sender.change(NOTHING, async () => ({ status: 204, text: '' }));
  await sent;
  expect(sender.faults).toEqual([]);
  await sender.read(gateway, '/v1/keys');
  expect(sender.faults).toEqual(['GET /v1/keys at http://stale: 200, and 401 was possible']);
});
