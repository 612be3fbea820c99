import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSetupAsk } from '../../test/support/setup-ask.ts';
import type { Ask } from '../cli/connection.ts';
import { applySteps } from './apply.ts';
import { readDocument } from './document.ts';
import { setupFrom } from './flatten.ts';
import { readLists } from './lists.ts';
import { planOf } from './plan.ts';
import { runningFrom } from './running.ts';
import { setupText } from './text.ts';

const EXAMPLES = new URL('../../config/examples/', import.meta.url);
const now = new Date('2026-11-29T12:00:00Z');
const never = () => Promise.reject(new Error('no limit'));

async function planFor(ask: Ask, text: string) {
  const { setup, placeOf } = readDocument(text, 'f.yaml');
  const { value, ids } = runningFrom(await readLists(ask), now);
  const plan = planOf(setup, setupFrom(value), { prune: true, rotate: false });
  expect(plan.errors).toEqual([]);
  return { plan, placeOf, ids };
}

/** Applies the text, and returns its export. A key or webhook makes its own secret here. */
async function applied(ask: Ask, text: string): Promise<string> {
  const { plan, placeOf, ids } = await planFor(ask, text);
  const secrets = new Map(
    plan.steps.flatMap(({ items }) =>
      items.map((item) => [item, credentialsOf(Object.keys(item.secrets))] as const),
    ),
  );
  await applySteps(plan.steps, { ask, ids, secrets, placeOf, wait: never });
  return setupText(
    runningFrom(await readLists(ask), now).value,
    'https://calls.example/ringtrail.schema.json',
  );
}

function credentialsOf(paths: readonly string[]) {
  const names = paths.flatMap((path) => /^credentials\/(.+)$/.exec(path)?.[1] ?? []);
  const credentials = Object.fromEntries(names.map((name) => [name, 'https://hooks.example/1']));
  return names.length > 0 ? { credentials } : {};
}

/** Applies the text to an empty system. Expects that neither the text nor the export of the system then differs. Returns the export. */
async function roundTrip(text: string): Promise<string> {
  const { ask } = createSetupAsk();
  const exported = await applied(ask, text);
  for (const one of [text, exported]) expect((await planFor(ask, one)).plan.steps).toEqual([]);
  return exported;
}

describe('an example', () => {
  it.each(readdirSync(EXAMPLES))('%s is applied, and its export does not differ', async (file) => {
    const exported = await roundTrip(readFileSync(new URL(file, EXAMPLES), 'utf8'));
    expect(exported).toContain('endpoints:');
  });
});

const slug = fc.constantFrom('a', 'b', 'c', 'main-2', 'constructor', '007', 'null', 'true');
const name = fc.string({ minLength: 1, maxLength: 20 }).map((text) => `n${text.replaceAll('\0', '')}`);
const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const records = <T>(value: fc.Arbitrary<T>) =>
  fc.dictionary(slug, value, { maxKeys: 2, noNullPrototype: true });
let lastNumber = 0;
const number = fc.constant(null).map(() => `+1202${String(5_000_000 + lastNumber++)}`);

const numbers = fc.record({
  carrier: fc.constantFrom('twilio', 'telnyx'),
  state: some(fc.constantFrom('active', 'paused', 'retired')),
  numbers: fc.array(number, { minLength: 1, maxLength: 3 }),
});
const pool = fc.record({
  name,
  holdSeconds: some(fc.integer({ min: 60, max: 300 })),
  reserve: some(fc.integer({ min: 0, max: 5 })),
  numbers: some(fc.array(numbers, { maxLength: 2 })),
});
const text = fc.string({ minLength: 1, maxLength: 30 }).map((one) => `t${one.replaceAll('\0', '')}`);
const routing = fc.record({
  timeoutSeconds: some(fc.integer({ min: 5, max: 60 })),
  greeting: some(text),
  voicemail: some(fc.record({ maxSeconds: some(fc.integer({ min: 5, max: 600 })) })),
  record: some(fc.boolean()),
  spam: some(fc.record({ attestation: some(fc.record({ C: some(fc.constant('block')) })) })),
  refusal: some(fc.constantFrom('rejected', 'busy')),
});
const endpoint = fc.record({
  name,
  number,
  routing: some(routing),
  tags: some(fc.constant({ when: 'visible' })),
});
const site = fc.record({
  name,
  origins: fc.constantFrom([], ['https://a.example'], ['https://*.b.example']),
  bucketing: fc.subarray(['source', 'medium', 'campaign'], { minLength: 1 }),
  tags: some(fc.record({ sharedVisit: some(fc.boolean()), consent: some(fc.constant('required')) })),
  endpoints: some(records(endpoint)),
});
const consumer = fc.oneof(
  fc.record({
    name,
    kind: fc.constant('webhook'),
    settings: fc.constant({ url: 'https://crm.example/' }),
    paused: some(fc.boolean()),
  }),
  fc.record({
    name,
    kind: fc.constant('slack'),
    settings: fc.record({ about: fc.constantFrom('missed_call', 'silence'), quietMinutes: some(fc.nat(30)) }),
    credentials: fc.constant({ url: { env: 'SLACK' } }),
  }),
);
const provider = fc.record({
  name,
  threshold: some(fc.option(fc.nat(50))),
  timeZone: some(fc.constant('Europe/Berlin')),
  claimAt: some(fc.constantFrom(0.5, 0.8, 0.95)),
  pools: records(pool),
  sites: records(site),
  consumers: some(records(consumer)),
});

/** Names a pool of the provider for each site, and an endpoint of one as its default. */
function linked(one: { pools: object; sites: Record<string, { endpoints?: object | undefined }> }) {
  const pools = Object.keys(one.pools);
  if (pools.length === 0) return { ...one, sites: {} };
  const sites = Object.entries(one.sites).map(([at, site], i) => [
    at,
    { ...site, pool: pools[i % pools.length] },
  ]);
  const endpoints = Object.entries(one.sites).flatMap(([at, { endpoints = {} }]) =>
    Object.keys(endpoints).map((desk) => `${at}/${desk}`),
  );
  return { ...one, sites: Object.fromEntries(sites), ...(endpoints[0] && { defaultEndpoint: endpoints[0] }) };
}

/** Two hundred passed before this was merged. Fewer take less of each run of all tests. */
const RUNS = 50;

it('random set-ups do not differ from their exports', async () => {
  await fc.assert(
    fc.asyncProperty(slug, provider.map(linked), async (address, one) => {
      const providers = { [address]: one };
      const exported = await roundTrip(JSON.stringify({ version: 1, scope: 'installation', providers }));
      expect(exported).toContain('name: ');
    }),
    { numRuns: RUNS },
  );
});
