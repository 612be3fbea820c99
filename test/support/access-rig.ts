/** The routes of people and their sessions on a real Redis and a real store, with a clock of the test's own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import supertest from 'supertest';
import { changeCredentials } from '../../src/access/credentials.ts';
import { type AccessOptions, accessModule } from '../../src/access/module.ts';
import { Passwords } from '../../src/access/passwords.ts';
import type { Access } from '../../src/domain/audit.ts';
import { newCredentials } from '../../src/domain/credentials.ts';
import { RINGTRAIL, type Sender } from '../../src/domain/holder.ts';
import type { Kind, Kinds, NewRecords, Person } from '../../src/domain/model.ts';
import { createApp } from '../../src/http/app.ts';
import { createMetrics } from '../../src/infra/metrics.ts';
import { connectForRequests, connectForWork, waitForRedis } from '../../src/infra/redis.ts';
import { createSeal } from '../../src/infra/seal.ts';
import { WorkerGroup } from '../../src/infra/worker-group.ts';
import { idempotency } from '../../src/kernel/idempotency.ts';
import type { Addresses } from '../../src/kernel/module.ts';
import { registryModule } from '../../src/registry/module.ts';
import { Directory } from '../../src/registry/port.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/port.ts';
import { createCallerNames } from '../../src/voice/caller-names.ts';
import { checkedLog } from './log-lines.ts';
import { startTestRedis } from './redis.ts';

export const ADMIN_KEY = 'rt_admin_key_of_the_rig_0000';
/** Cheap hashes: the tests make hundreds. */
export const CHEAP = { memoryCost: 64, timeCost: 1, parallelism: 1 };
export const PASSWORD = 'a long walk along the harbour';
const START = Date.parse('2026-03-01T12:00:00Z');
const PUBLIC_URL = 'http://localhost:8080';

export type AccessRig = Awaited<ReturnType<typeof startAccessRig>>;

type Send = {
  body?: unknown;
  /** The browser: its cookies are sent, and those of the answer are saved. */
  browser?: Browser;
  address?: string;
  key?: string;
  headers?: Record<string, string>;
};

/** The cookies of a browser, by name. */
export class Browser {
  readonly cookies = new Map<string, string>();
  csrfToken = '';

  save(headers: Record<string, unknown>): void {
    for (const line of (headers['set-cookie'] as string[] | undefined) ?? []) {
      const [name = '', value = ''] = line.split(';', 1)[0]?.split('=') ?? [];
      if (value) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
  }

  get header(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}

export async function startAccessRig(
  storeUrl?: string,
  {
    mailServer = null,
    ...more
  }: Partial<Pick<AccessOptions, 'oidc' | 'mailServer' | 'requireSecondFactor'>> = {},
) {
  const redis = await startTestRedis();
  const folder = await mkdtemp(join(tmpdir(), 'rt-access-'));
  const store = await openStore(storeUrl ?? `sqlite:${join(folder, 'store.db')}`);
  const lines: string[] = [];
  const accesses: Access[] = [];
  const log = checkedLog('info', (line) => void lines.push(line));
  const requests = connectForRequests({ url: redis.url.replace('unix://', '') }, log, 10_000);
  await waitForRedis(requests, 60_000);
  const directory = new Directory();
  const seal = createSeal(['a long word of the rig']);
  const clock = { now: START };
  const now = () => new Date(clock.now);
  const common = { store, now, log, idempotency: idempotency(requests) };
  const work = connectForWork({ url: redis.url.replace('unix://', '') }, log);
  const group = new WorkerGroup(work, log, { isAway: () => false, awayMs: 0 }, now);
  const registry = registryModule({
    ...common,
    sync: syncOn(directory),
    pools: {} as never,
    cannot: () => null,
    checkSavedQuery: () => undefined,
    callers: createCallerNames('the secret of the rig', directory),
    forgetPerson: (id): Promise<void> => access.service.forgetPerson(id),
    adminKey: { secret: ADMIN_KEY, setBy: 'RINGTRAIL_ADMIN_KEY' },
    ...{ redis: requests, log, metrics: createMetrics() },
  });
  const access = accessModule({
    ...{ ...common, redis: requests, directory, ...registry.service, passwords: new Passwords(CHEAP) },
    ...{ seal, oidc: null, mailServer, requireSecondFactor: false, group, requireRedis: () => undefined },
    // One process has every change at once.
    beCurrent: async () => undefined,
    ...more,
  });
  if (mailServer) access.startWorkers(group);
  const addresses: Addresses = { local: PUBLIC_URL, public: [PUBLIC_URL], isPublicUrlSet: true };
  const { listener } = createApp({
    routes: [...access.routes(addresses), ...registry.routes(addresses)],
    findHolder: access.service.findHolder,
    noteAccess: (access) => void accesses.push(access),
    trustProxy: 1,
    ...{ log, version: '0' },
  });
  const app = supertest(listener);

  async function send(method: 'get' | 'post' | 'patch' | 'delete', path: string, request: Send = {}) {
    const { body, browser, address = '198.51.100.1', key, headers = {} } = request;
    const sent = app[method](path).set('X-Forwarded-For', address);
    if (key) sent.set('Authorization', `Bearer ${key}`);
    if (browser?.header) sent.set('Cookie', browser.header);
    if (browser?.csrfToken) sent.set('X-CSRF-Token', browser.csrfToken);
    for (const [name, value] of Object.entries(headers)) sent.set(name, value);
    const answer = await (body === undefined ? sent : sent.send(body as object));
    browser?.save(answer.headers);
    if (browser && answer.body?.csrfToken) browser.csrfToken = answer.body.csrfToken;
    return answer;
  }

  /** Adds a person who has signed in before. */
  async function addPerson(
    person: Partial<NewRecords['people']> = {},
    password = PASSWORD,
    holder: Sender = RINGTRAIL,
  ): Promise<Person> {
    const added = await registry.service.registry.create(holder, 'people', {
      ...{
        email: 'anna@shop.example',
        name: 'Anna Berg',
        role: 'owner',
        providers: null,
        seesCallers: false,
      },
      ...person,
    });
    const hashed = await new Passwords(CHEAP).hash(password);
    await store.credentials.add({ ...newCredentials(added.id), password: hashed });
    return added;
  }

  /** Gives the person a second factor. Returns its secret, and a function that returns its code of now. */
  async function addSecondFactor(person: string) {
    const secret = new Secret();
    const totp = seal.close(secret.base32, person);
    await changeCredentials(store.credentials, person, () => ({ totp }));
    return { secret, codeNow: () => TOTP.generate({ secret, timestamp: clock.now }) };
  }

  async function remove(id: string): Promise<void> {
    await store.people.remove(id);
    await store.credentials.remove(id);
    directory.remove('people', id);
  }

  return {
    ...{
      redis,
      store: store as Store,
      directory,
      clock,
      lines,
      accesses,
      access,
      registry: registry.service.registry,
    },
    ...{ send, addPerson, addSecondFactor, remove },
    wait(ms: number): void {
      clock.now += ms;
    },
    /** Forgets everybody, and sets the clock back. */
    async clear() {
      await redis.client.flushall();
      clock.now = START;
      accesses.length = 0;
      for (const { id } of [...directory.all('people')]) await remove(id);
      await store.credentials.remove('owner');
    },
    signIn: (body: object, request: Send = {}) =>
      send('post', '/v1/session', {
        body: { email: 'anna@shop.example', password: PASSWORD, ...body },
        ...request,
      }),
    async stop() {
      await group.endWork();
      await group.close();
      work.disconnect();
      requests.disconnect();
      await store.close();
      await redis.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function syncOn(directory: Directory) {
  return {
    directory,
    put: <K extends Kind>(kind: K, records: readonly Kinds[K][]) => {
      for (const record of records) directory.put(kind, record);
    },
    remove: (kind: Kind, id: string) => directory.remove(kind, id),
    announced: async () => undefined,
    waitUntilKnown: async () => true,
  };
}
