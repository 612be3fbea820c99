import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerChecker } from './support/answer-check/load.ts';
import { ReportedAnswers } from './support/answers.ts';
import type { OpenApi } from './support/openapi.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';

let ringtrail: Ringtrail;
let faultOf: ReturnType<typeof answerChecker>;
beforeAll(async () => {
  ringtrail = await startRingtrail();
  faultOf = answerChecker((await ringtrail.api<OpenApi>('GET', '/openapi.json', { key: null })).body);
});
afterAll(() => ringtrail.stop());

const type = 'application/json; charset=utf-8';
const live = { method: 'GET', path: '/healthz', status: 200, type, body: '{"live":true}' };
const problem = {
  ...{ type: 'about:blank', title: 'Not found', status: 404, code: 'not_found', detail: 'x', requestId: 'r' },
};
const missing = {
  ...{ method: 'GET', path: '/v1/calls/c', status: 404, type: 'application/problem+json' },
  body: JSON.stringify(problem),
};

describe('the check of every answer', () => {
  it('takes a right answer', () => {
    for (const one of [live, missing, { ...missing, path: '/nowhere' }]) expect(faultOf(one)).toBeNull();
  });

  it.each([
    ['another member', { ...live, body: '{"live":true,"more":1}' }],
    ['a missing member', { ...live, body: '{}' }],
    ['another value', { ...live, body: '{"live":false}' }],
    ['no JSON', { ...live, body: 'live' }],
    ['another content type', { ...live, type: 'text/plain' }],
    ['no content type', { ...live, type: undefined }],
    ['another status', { ...live, status: 201 }],
    ['a path that is not in the document', { ...live, path: '/v1/health' }],
    ['an unknown code', { ...missing, body: JSON.stringify({ ...problem, code: 'gone' }) }],
    ['an error without a problem document', { ...missing, type }],
    ['a body where the document has no body', { ...live, method: 'DELETE', path: '/v1/keys/k', status: 204 }],
  ])('finds %s', (_what, one) => {
    expect(faultOf(one)).not.toBeNull();
  });
});

describe('the check of a running program', () => {
  /** A server that answers as the program at the URL does, but for one member. */
  const OFF_SCHEMA = `
    const server = require('node:http').createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' });
      response.end('{"live":"yes"}');
    });
    server.listen(0, '127.0.0.1', () => process.stdout.write(String(server.address().port)));`;

  it('finds the wrong answer of a program that is killed afterwards', async () => {
    const preload = new URL('./support/answer-check/preload.mjs', import.meta.url).href;
    const child = spawn(process.execPath, ['--import', preload, '--eval', OFF_SCHEMA], {
      stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    });
    const answers = new ReportedAnswers(child.stdio[3] as Readable);
    const [port] = await once(child.stdout as Readable, 'data');
    await answers.checkBy(`http://127.0.0.1:${port}`);
    expect(await (await fetch(`http://127.0.0.1:${port}/healthz`)).text()).toBe('{"live":"yes"}');
    child.kill('SIGKILL');
    expect(await answers.faults()).toEqual([expect.stringContaining('GET /healthz 200')]);
  });
});
