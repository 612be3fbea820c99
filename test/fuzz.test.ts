import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, answerChecker, bodyChecker } from './support/answer-check/load.ts';
import { type FuzzedRequest, type Keys, requestsFrom } from './support/fuzz/requests.ts';
import { pick } from './support/fuzz/values.ts';
import { type OpenApi, type Operation, operationsOf } from './support/openapi.ts';
import { randomFrom } from './support/random.ts';
import { startTestRedis, type TestRedis } from './support/redis.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { setUpProvider } from './support/setup-provider.ts';

/** Set `RINGTRAIL_TEST_SEED` to the printed seed to send the same requests again. */
const SEED = Number(process.env.RINGTRAIL_TEST_SEED ?? randomInt(2 ** 31));
const SECONDS = Number(process.env.RINGTRAIL_TEST_FUZZ_SECONDS ?? 20);
/** Every operation gets this many requests, however slow the machine is. */
const MIN_ROUNDS = 2;

let redis: TestRedis;
let ringtrail: Ringtrail;
beforeAll(async () => {
  redis = await startTestRedis();
  ringtrail = await startRingtrail({ env: { REDIS_URL: redis.url } });
});
afterAll(async () => {
  await ringtrail.stop();
  await redis.remove();
});

const KINDS = ['providers', 'pools', 'numbers', 'sites', 'endpoints', 'keys', 'consumers'] as const;

/** Collects the ids of the records, by the name that bodies and queries give it. */
async function idsOf({ api }: Ringtrail): Promise<Record<string, string[]>> {
  const lists = await Promise.all(
    KINDS.map(async (kind) => {
      const { body } = await api<{ data: { id: string }[] }>('GET', `/v1/${kind}?limit=20`);
      // The first key stays: the requests are sent with it.
      const ids = body.data.map(({ id }) => id).filter((id) => id !== 'admin');
      return [kind.slice(0, -1), ids] as const;
    }),
  );
  return Object.fromEntries(lists);
}

async function send(request: FuzzedRequest, keys: Keys): Promise<Answer> {
  const { method, path, query, body, keyKind } = request;
  const key = { ...keys, none: null, wrong: 'rt_wrong' }[keyKind];
  const search = new URLSearchParams(query).toString();
  const abort = new AbortController();
  const response = await fetch(`${ringtrail.url}${path}${search && `?${search}`}`, {
    method,
    redirect: 'manual',
    signal: abort.signal,
    headers: {
      ...(key !== null && { Authorization: `Bearer ${key}` }),
      ...(body !== undefined && {
        'Content-Type': typeof body === 'string' ? 'application/x-www-form-urlencoded' : 'application/json',
      }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const type = response.headers.get('content-type') ?? undefined;
  const isEndless = type?.startsWith('text/event-stream');
  const text = isEndless ? null : await response.text();
  if (isEndless) abort.abort();
  return { method, path, status: response.status, type, body: text };
}

it('no request makes the gateway fail, answer off its schema, or accept a forbidden one', async () => {
  console.log(`fuzzing for ${SECONDS} seconds with RINGTRAIL_TEST_SEED=${SEED}`);
  const document = (await ringtrail.api<OpenApi>('GET', '/openapi.json', { key: null })).body;
  const faultOf = answerChecker(document);
  const fits = bodyChecker(document);
  const random = randomFrom(SEED);
  const { secret: read } = (
    await ringtrail.api<{ secret: string }>('POST', '/v1/keys', {
      body: { name: 'Reader', scopes: ['read'] },
    })
  ).body;
  const keys = { admin: ringtrail.adminKey, read };
  let ids: Record<string, string[]> = {};
  const requestOf = requestsFrom(document, random, {
    idOf: (kind) => (ids[kind]?.length ? pick(random, ids[kind]) : undefined),
  });
  const operations = operationsOf(document);
  const faults: string[] = [];
  /** The operations of which a request was accepted: refused requests reach little of the code. */
  const accepted = new Set<string>();

  async function fuzz(method: string, path: string, operation: Operation): Promise<void> {
    const request = requestOf(method, path, operation);
    const answer = await send(request, keys);
    if (answer.status < 400) accepted.add(request.name);
    const fault =
      failureOf(answer) ?? faultOf(answer) ?? takenOf(request, answer, (body) => fits(method, path, body));
    if (fault) faults.push(`${fault}\n  ${JSON.stringify(request).slice(0, 2000)}`);
  }

  const until = performance.now() + SECONDS * 1000;
  for (let round = 0; round < MIN_ROUNDS || performance.now() < until; round++) {
    if (round % 3 === 0) {
      await setUpProvider(ringtrail.api);
      ids = await idsOf(ringtrail);
    }
    for (const { method, path, operation } of operations) await fuzz(method, path, operation);
  }
  console.log(`requests of ${accepted.size} of ${operations.length} operations were accepted`);
  expect(accepted.size, 'accepted operations').toBeGreaterThan(25);
  expect(faults.slice(0, 10), `RINGTRAIL_TEST_SEED=${SEED}`).toEqual([]);
  expect(ringtrail.output(), `RINGTRAIL_TEST_SEED=${SEED}`).not.toContain('"level":"error"');
});

function failureOf({ method, path, status, body }: Answer): string | null {
  return status >= 500 ? `${method} ${path} failed with ${status}: ${body?.slice(0, 300)}` : null;
}

/** Explains why an accepted request should have been refused; null where it was rightly accepted or refused. */
function takenOf(
  { name, scope, keyKind, strangers, body }: FuzzedRequest,
  { status }: Answer,
  fits: (body: unknown) => boolean,
): string | null {
  if (status >= 400) return null;
  if (name.includes('/v1/carriers/')) return `${name} was taken without a signature`;
  if (scope && (keyKind === 'none' || keyKind === 'wrong')) return `${name} was taken without a key`;
  if (scope === 'admin' && keyKind === 'read') return `${name} was taken with a key to read`;
  if (scope && strangers.length > 0) return `${name} was taken with the unknown parameter ${strangers}`;
  if (body !== undefined && !fits(body)) return `${name} was taken with a body off its schema`;
  return null;
}

describe('the fuzzer', () => {
  const request: FuzzedRequest = {
    ...{ name: 'POST /v1/pools', method: 'POST', path: '/v1/pools', query: [], body: {}, strangers: [] },
    ...{ keyKind: 'admin', scope: 'admin' },
  };
  const answer = { method: 'POST', path: '/v1/pools', type: undefined, body: '' };

  it.each<[string, Partial<FuzzedRequest>]>([
    ['without a key', { keyKind: 'none' }],
    ['with a wrong key', { keyKind: 'wrong' }],
    ['with a key to read', { keyKind: 'read' }],
    ['with an unknown parameter', { strangers: ['sorce'] }],
    ['with a body off its schema', { body: { wrong: true } }],
    ['without a signature', { name: 'POST /v1/carriers/twilio/voice', scope: null }],
  ])('finds a request that was taken %s', (_what, of) => {
    const fits = (body: unknown) => !(body as { wrong?: boolean }).wrong;
    expect(takenOf({ ...request, ...of }, { ...answer, status: 200 }, fits)).not.toBeNull();
    expect(takenOf({ ...request, ...of }, { ...answer, status: 403 }, fits)).toBeNull();
    expect(takenOf(request, { ...answer, status: 200 }, fits)).toBeNull();
  });

  it('finds a failure', () => {
    expect(failureOf({ ...answer, status: 500 })).not.toBeNull();
    expect(failureOf({ ...answer, status: 400 })).toBeNull();
  });
});
