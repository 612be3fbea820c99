import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createConfig, lint } from '@redocly/openapi-core';
import { Document, type RulesetDefinition, Spectral } from '@stoplight/spectral-core';
import { Json } from '@stoplight/spectral-parsers';
import { oas } from '@stoplight/spectral-rulesets';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../config/load.ts';
import { createApp } from '../src/http/app.ts';
import { CONSOLE_PATHS } from '../src/http/console/paths.ts';
import { type Phase, runPhases } from '../src/infra/shutdown.ts';
import type { Addresses } from '../src/kernel/module.ts';
import { closeWork, openContainer } from '../src/start/container.ts';
import { createModules } from '../src/start/modules.ts';
import { gatewayRoutes } from '../src/start/routes.ts';
import { checkedLog } from './support/log-lines.ts';
import { faultsOf, type OpenApi, operationsOf } from './support/openapi.ts';
import { dataFolder, type Ringtrail, startRingtrail } from './support/ringtrail.ts';

const ADDRESSES: Addresses = {
  local: 'http://127.0.0.1',
  public: ['http://localhost'],
  isPublicUrlSet: true,
};

let ringtrail: Ringtrail;
let document: OpenApi;
beforeAll(async () => {
  ringtrail = await startRingtrail();
  document = (await ringtrail.api<OpenApi>('GET', '/openapi.json', { key: null })).body;
});
afterAll(() => ringtrail.stop());

/** Lists the routes that Express serves, with paths in the document's spelling. */
async function servedRoutes(): Promise<string[]> {
  const log = checkedLog();
  const phases: Phase[] = [];
  const dataDir = await dataFolder();
  const env = { DATA_DIR: dataDir, DEMO: 'off', TWILIO_AUTH_TOKEN: 'token' };
  const container = await openContainer(
    loadConfig(env),
    log,
    (name, timeoutMs, run) => phases.unshift({ name, timeoutMs, run }),
    '0',
  );
  const modules = createModules(container);
  const built = new URL('../dist/', import.meta.url);
  const routes = gatewayRoutes(container, modules, ADDRESSES, built);
  await Promise.all([closeWork(container), modules.voice.close(), modules.privacy.close()]);
  await runPhases(phases, log);
  // On a busy machine Redis may still end: its phase of the shutdown has a limit.
  await rm(dataDir, { recursive: true, maxRetries: 10 });
  const { express } = createApp({
    routes,
    findHolder: async () => null,
    noteAccess: () => undefined,
    trustProxy: false,
    log,
    version: '0',
  });
  return express.router.stack.flatMap(({ route }) => {
    if (!route) return [];
    // The handler that answers every other method with 405 has no method. OPTIONS is the browser's preflight.
    const methods = [...new Set(route.stack.map(({ method }) => method))].filter(Boolean);
    if (methods.includes('options')) return [];
    return methods.map((method) => `${method} ${spelled(route.path as unknown as RegExp)}`);
  });
}

/** Turns a compiled path back into the path that was declared. */
function spelled({ source }: RegExp): string {
  return source
    .replace(/^\^|\\\/\?\$$/g, '')
    .replace(/\(\?<(\w+)>\[\^\/\]\+\)/g, '{$1}')
    .replace(/\\(.)/g, '$1');
}

/** The requests of people who have not signed in yet, and the one of a round trip, which has a signature. */
const WITHOUT_KEY = [
  'post /v1/round-trips/answer',
  'get /v1/sign-in',
  'post /v1/session',
  'post /v1/session/passkey',
  'post /v1/session/passkey/options',
  'get /v1/session/oidc',
  'get /v1/session/oidc/callback',
  'post /v1/password-resets',
  'post /v1/tickets/read',
  'post /v1/tickets/use',
];

describe('/openapi.json', () => {
  it('is a document by the rules of OpenAPI 3.1', () => {
    expect(faultsOf(document)).toEqual([]);
    expect(document.info.version).toBe(
      JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version,
    );
  });

  it('holds every route that is served, and no other', async () => {
    const undocumented = ['/openapi.json', '/docs', '/console/{file}', ...CONSOLE_PATHS].map(
      (path) => `get ${path === '/' ? '' : path}`,
    );
    const served = (await servedRoutes()).filter((route) => !undocumented.includes(route));
    expect(served).toContain('post /v1/allocations');
    expect(served.length).toBeGreaterThan(30);
    const documented = operationsOf(document).map(({ method, path }) => `${method} ${path}`);
    expect(documented.toSorted()).toEqual([...new Set(served)].toSorted());
  });

  it('says of every operation what it does, what a problem looks like, and which key it needs', () => {
    for (const { method, path, operation } of operationsOf(document)) {
      const name = `${method} ${path}`;
      expect(operation.summary, name).toBeTruthy();
      expect(Object.keys(operation.responses.default?.content ?? {}), name).toEqual([
        'application/problem+json',
      ]);
      const isForPages = /^\/v1\/(tags|allocations|links|hits|carriers)/.test(path);
      const isOpen = !path.startsWith('/v1/') || isForPages || WITHOUT_KEY.includes(name);
      expect(operation.security?.length === 0, name).toBe(isOpen);
      expect(operation.requestBody === undefined || operation.requestBody.required, name).toBe(true);
    }
  });
});

describe('the document for people and generators', () => {
  it('passes the recommended rules of Redocly', async () => {
    const folder = await dataFolder();
    const path = join(folder, 'openapi.json');
    await writeFile(path, JSON.stringify(document));
    const problems = await lint({ ref: path, config: await createConfig({ extends: ['recommended'] }) });
    await rm(folder, { recursive: true });
    expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual(
      [],
    );
  });

  it('passes the recommended rules of Spectral', async () => {
    const spectral = new Spectral();
    spectral.setRuleset({ extends: [[oas as RulesetDefinition, 'recommended']] });
    const problems = await spectral.run(new Document(JSON.stringify(document), Json));
    expect(problems.map(({ code, message, path }) => [code, message, path.join('/')])).toEqual([]);
  });

  it('names and describes each group of operations', () => {
    const names = (document.tags ?? []).map(({ name }) => name);
    expect(document.tags?.every(({ description }) => description)).toBe(true);
    expect(new Set(operationsOf(document).flatMap(({ operation }) => operation.tags))).toEqual(
      new Set(names),
    );
  });

  it('has the same operations whichever carriers are configured', async () => {
    const other = await startRingtrail({ env: { PLIVO_AUTH_TOKEN: 'p'.repeat(40) } });
    const { body } = await other.api<OpenApi>('GET', '/openapi.json', { key: null });
    expect(body).toEqual(document);
    const refused = await other.api('POST', '/v1/carriers/telnyx/voice', { key: null, body: {} });
    expect(refused).toMatchObject({ status: 404, body: { code: 'not_found' } });
    await other.stop();
  });

  it('lists the events that webhooks receive', () => {
    expect(Object.keys(document.webhooks ?? {})).toEqual([
      ...['call.attributed', 'call.updated', 'call.reattributed', 'call.retracted'],
      ...['alert.pool_low', 'alert.consumer_failing', 'alert.silence', 'alert.numbers_elsewhere'],
    ]);
  });

  it('says where a repeated request needs an Idempotency-Key', () => {
    const post = document.paths['/v1/providers']?.post;
    expect(post?.parameters?.map(({ name }) => name)).toContain('Idempotency-Key');
    expect(document.paths['/v1/providers']?.get?.operationId).toBe('getProviders');
    expect(document.paths['/v1/calls/{id}/notes']?.post?.operationId).toBe('postCallsNotes');
  });
});

describe('the check itself', () => {
  it.each<[string, (broken: OpenApi) => void]>([
    ['version', (broken) => Object.assign(broken, { openapi: '3.0.3' })],
    [
      'reference',
      (broken) => Object.assign(broken.components?.schemas ?? {}, { Extra: { $ref: '#/nowhere' } }),
    ],
    [
      'parameter',
      (broken) =>
        Object.assign(broken.paths, { '/a/{id}': { get: { responses: { 200: { description: '' } } } } }),
    ],
    ['response', (broken) => Object.assign(broken.paths, { '/b': { get: { responses: {} } } })],
    ['scheme', (broken) => Object.assign(broken.components ?? {}, { securitySchemes: {} })],
  ])('finds a wrong %s', (_what, breakIt) => {
    const broken = structuredClone(document);
    breakIt(broken);
    expect(faultsOf(broken)).not.toEqual([]);
  });
});
