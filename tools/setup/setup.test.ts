import { describe, expect, it } from 'vitest';
import { createSetupAsk } from '../../test/support/setup-ask.ts';
import type { Ask } from '../cli/connection.ts';
import { applySteps } from './apply.ts';
import { readDocument } from './document.ts';
import { setupFrom } from './flatten.ts';
import { kindsWithout, readLists } from './lists.ts';
import { planOf } from './plan.ts';
import { runningFrom } from './running.ts';
import { readSecrets } from './secrets.ts';
import { painter, planText } from './show.ts';
import { setupText } from './text.ts';

const SECRETS: Record<string, string> = {
  CRM: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
  SLACK: 'https://hooks.slack.example/services/1',
  KEY: `rt_${'k'.repeat(40)}`,
};

const options = { prune: false, rotate: false };
const now = new Date('2026-11-29T12:00:00Z');

/** Applies the text, as the command does. Returns the steps as text. */
async function apply(ask: Ask, text: string, more: Partial<typeof options & { dryRun: boolean }> = {}) {
  const document = readDocument(text, 'ringtrail.yaml');
  const { placeOf } = document;
  const running = runningFrom(await readLists(ask, kindsWithout(document.setup.file)), now);
  const plan = planOf(document.setup, setupFrom(running.value), { ...options, ...more });
  expect(plan.errors.map(({ pointer, detail }) => `${placeOf(pointer)} ${detail}`)).toEqual([]);
  const secrets = readSecrets(plan.steps, {
    variable: (name) => SECRETS[name] ?? 'a-secret',
    folder: '.',
    placeOf,
  });
  const wait = () => Promise.reject(new Error('no limit'));
  if (!more.dryRun) await applySteps(plan.steps, { ask, ids: running.ids, secrets, placeOf, wait });
  return planText(plan, painter(false));
}

async function exported(ask: Ask): Promise<string> {
  return setupText(
    runningFrom(await readLists(ask), now).value,
    'https://calls.example/ringtrail.schema.json',
  );
}

const NOTHING = 'There is no difference.';

const SHOP = `
version: 1
providers:
  shop:
    name: The shop
    country: US
    threshold: 5
    defaultEndpoint: www/desk
    pools:
      main:
        name: Main numbers
        numbers:
          - carrier: twilio
            numbers: [+12025550100, (202) 555-0101, "+12025550102"]
          - carrier: twilio
            state: paused
            numbers: [+12025550103]
          - carrier: twilio
            pinned: { endpoint: www/desk, values: { source: billboard } }
            numbers: [+12025550104]
    sites:
      www:
        name: Web site
        pool: main
        origins: [https://shop.example]
        bucketing: [source, medium]
        endpoints:
          desk:
            name: Front desk
            number: (202) 555-0199
            routing:
              ring:
                - targets: [{ number: 202-555-0198 }, { number: 202-555-0197 }]
              voicemail: {}
    consumers:
      crm:
        name: CRM
        kind: webhook
        settings: { url: https://crm.example/hook }
        rule: { sites: [www], minTalkSeconds: 30 }
        secret: { env: CRM }
      missed:
        name: Missed calls
        kind: slack
        settings: { about: missed_call, quietMinutes: 10 }
        credentials: { url: { env: SLACK } }
keys:
  dashboard:
    name: Dashboard
    scopes: ['calls:read']
    providers: [shop]
    secret: { env: KEY }
`;

describe('a set-up', () => {
  it('is created in the order of dependence, and then does not differ', async () => {
    const { ask } = createSetupAsk();
    expect(await apply(ask, SHOP, { dryRun: true })).toBe(
      [
        '+ provider shop  "The shop"',
        '+ pool shop/main  "Main numbers"',
        '+ site shop/www  "Web site"',
        '+ endpoint shop/www/desk  "Front desk"',
        '+ 4 numbers of shop/main (twilio): +12025550100 to +12025550103',
        '+ 1 number of shop/main (twilio): +12025550104',
        '~ number twilio:+12025550103',
        '    state: "active" → "paused"',
        '~ provider shop',
        '    defaultEndpoint: null → "shop/www/desk"',
        '+ consumer shop/crm  "CRM"',
        '+ consumer shop/missed  "Missed calls"',
        '+ key dashboard  "Dashboard"',
        '',
        '12 to add, 2 to change, 0 to remove.',
      ].join('\n'),
    );
    await apply(ask, SHOP);
    expect(await apply(ask, SHOP)).toBe(NOTHING);
    expect(await apply(ask, await exported(ask), { dryRun: true })).toBe(NOTHING);
  });

  it('changes only the members that differ, and never the slug', async () => {
    const { ask, requests } = createSetupAsk();
    await apply(ask, SHOP);
    requests.length = 0;
    const changed = SHOP.replace('name: Web site', 'name: Shop window')
      .replace('minTalkSeconds: 30', 'minTalkSeconds: 60')
      .replace('voicemail: {}', 'voicemail: { maxSeconds: 60 }')
      .replace('    threshold: 5\n', '');
    expect(await apply(ask, changed)).toBe(
      [
        '~ provider shop',
        '    threshold: 5 → null',
        '~ site shop/www',
        '    name: "Web site" → "Shop window"',
        '~ endpoint shop/www/desk',
        '    routing.voicemail.maxSeconds: 120 → 60',
        '~ consumer shop/crm',
        '    rule.minTalkSeconds: 30 → 60',
        '',
        '0 to add, 4 to change, 0 to remove.',
      ].join('\n'),
    );
    expect(requests.filter((one) => !one.startsWith('GET'))).toHaveLength(4);
    expect(await apply(ask, changed)).toBe(NOTHING);
    expect(await apply(ask, await exported(ask))).toBe(NOTHING);
  });

  it('loses what its file does not list by --prune alone, and only where the file owns it', async () => {
    const { ask } = createSetupAsk();
    await apply(ask, SHOP);
    const other = 'version: 1\nproviders: { other: { name: Other, pools: { p: { name: P } } } }\n';
    await apply(ask, other);
    const less =
      'version: 1\nproviders: { shop: { name: The shop, country: US, threshold: 5, sites: {}, pools: {} } }\n';
    expect(await apply(ask, less, { dryRun: true })).toContain(
      '8 records of the running set-up are not in the file.',
    );
    expect(await apply(ask, less, { prune: true })).toContain('0 to add, 1 to change, 8 to remove.');
    expect(await apply(ask, less, { prune: true })).toBe(NOTHING);
    const rest = await exported(ask);
    expect(rest).toContain('other:');
    expect(rest).toContain('crm:');
    expect(await apply(ask, 'version: 1\nscope: installation\nkeys: {}\n', { prune: true })).toContain(
      ' 6 to remove.',
    );
    expect((await readLists(ask)).providers).toEqual([]);
  });

  it('sends the secrets of existing records by --rotate alone', async () => {
    const { ask, requests } = createSetupAsk();
    await apply(ask, SHOP);
    requests.length = 0;
    expect(await apply(ask, SHOP, { dryRun: true, rotate: true })).toContain('sends its secrets again');
    await apply(ask, SHOP.replace('keys:', 'keys: {}\n#').split('#')[0] ?? '', { rotate: true });
    expect(requests.filter((one) => !one.startsWith('GET'))).toEqual([
      'POST /v1/consumers/{id}/secrets',
      'PATCH /v1/consumers/{id}',
    ]);
  });
});

describe('an apply that is killed', () => {
  it('at any request, before or after its effect, ends in the same state when it runs again', async () => {
    const { ask, requests } = createSetupAsk();
    await apply(ask, SHOP);
    const wanted = await exported(ask);
    const count = requests.filter((one) => !one.startsWith('GET')).length;
    const reads = 6;
    for (const when of ['before', 'after'] as const)
      for (let n = 1; n <= count; n++) {
        const again = createSetupAsk();
        await expect(apply(again.dyingAt(reads + n, when), SHOP)).rejects.toThrow('killed');
        await apply(again.ask, SHOP);
        expect(await exported(again.ask), `killed ${when} request ${n}`).toBe(wanted);
      }
  });
});

describe('a fault', () => {
  const at = (text: string) => () => readDocument(text, 'f.yaml');
  const provider = (more: string) => `version: 1\nproviders:\n  shop:\n    name: Shop\n${more}`;

  it.each([
    ['version: 1\nproviders:\n  shop: {', 'f.yaml:3:10:'],
    ['version: 1\nproviders: {}\nproviders: {}', 'f.yaml:3:1: Map keys must be unique.'],
    ['version: 2', 'f.yaml:1:10: version must be 1.'],
    ['', 'f.yaml:1:1: version is missing.'],
    [provider('    threshold: many\n'), 'f.yaml:5:16: providers/shop/threshold must be a number.'],
    [provider('    treshold: 3\n'), 'f.yaml:5:15: providers/shop has no member `treshold`.'],
    [
      'version: 1\nproviders:\n  Main Shop: { name: Shop }',
      'f.yaml:3:3: providers/Main Shop has a name that must be words of a-z and 0-9 with one hyphen between them.',
    ],
    [
      provider(
        '    pools: { main: { name: Main, numbers: [{ carrier: twilio, numbers: [12025550100] }] } }\n',
      ),
      'f.yaml:5:73: providers/shop/pools/main/numbers/0/numbers/0 must be text. Write it in quotes.',
    ],
    [
      provider('    pools: { main: { name: Main, numbers: [{ carrier: twilio, numbers: [0711 123] }] } }\n'),
      "f.yaml:5:73: providers/shop/pools/main/numbers/0/numbers/0 must be a phone number with its country, such as +12025550123. The provider's `country` allows national spellings.",
    ],
    [
      provider(
        '    pools:\n      a: { name: A, numbers: [{ carrier: twilio, numbers: [+12025550100] }] }\n      b: { name: B, numbers: [{ carrier: twilio, numbers: [+12025550100] }] }\n',
      ),
      'f.yaml:7:60: providers/shop/pools/b/numbers/0/numbers/0 twilio:+12025550100 is in the file twice',
    ],
    [
      'version: 1\nkeys: { k: { name: K, scopes: [read], secret: rt_1234 } }',
      'f.yaml:2:47: keys/k/secret must be `{ env: NAME }` or `{ file: path }`. A secret itself has no place in this file.',
    ],
  ])('in %j has its line and column', (text, message) => {
    expect(at(text)).toThrow(message);
  });

  it('of a reference or of a member that never changes has its place too', async () => {
    const { ask } = createSetupAsk();
    await apply(ask, SHOP);
    const plan = async (text: string) => {
      const { setup, placeOf } = readDocument(text, 'f.yaml');
      const running = setupFrom(runningFrom(await readLists(ask), now).value);
      return planOf(setup, running, options).errors.map(
        ({ pointer, detail }) => `${placeOf(pointer)}: ${detail}`,
      );
    };
    expect(await plan(SHOP.replace('sites: [www]', 'sites: [shop-window]'))).toEqual([
      'f.yaml:40:25: names `shop-window`, which is not one of the sites: www',
    ]);
    expect(await plan(SHOP.replace("scopes: ['calls:read']", "scopes: ['reports:read']"))).toEqual([
      expect.stringMatching(/^f\.yaml:50:5: is \["calls:read"\] in the running set-up, and never changes\./),
    ]);
  });

  it('that the gateway finds has its place, and says how far the apply came', async () => {
    const { ask } = createSetupAsk();
    const text = SHOP.replace('name: Main numbers', 'name: Main numbers\n        renewSeconds: 100');
    await expect(apply(ask, text)).rejects.toThrow(
      'ringtrail.yaml:12:23: shop/main: 100 is more than half of 120.\n1 of 11 steps are done.',
    );
  });

  it('of a missing secret is found before anything is sent', async () => {
    const { ask, requests } = createSetupAsk();
    await expect(apply(ask, SHOP.replace('{ env: KEY }', '{ file: /nowhere/at/all }'))).rejects.toThrow(
      'The file /nowhere/at/all has no secret, or cannot be read.',
    );
    expect(requests.filter((one) => !one.startsWith('GET'))).toEqual([]);
  });
});
