import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import type { Allocator } from '../src/allocation/allocator.ts';
import { allocationRoutes } from '../src/allocation/routes/allocations.ts';
import { logRefusedOrigins } from '../src/allocation/routes/refused-origins.ts';
import { Problem } from '../src/domain/problem.ts';
import { createApp } from '../src/http/app.ts';
import { createLog } from '../src/infra/log.ts';
import { createMetrics } from '../src/infra/metrics.ts';

/** The app with an allocator that refuses every page. */
function startApp() {
  const lines: string[] = [];
  const log = createLog('warn', { write: (line) => void lines.push(line) });
  const refuse = async () => {
    throw new Problem('origin_not_allowed', 'Ringtrail gives pages of this origin no number.');
  };
  const allocator: Allocator = {
    allocate: refuse,
    renew: async () => null,
    hit: refuse,
  };
  const { listener } = createApp({
    routes: allocationRoutes(allocator, 0, createMetrics(), logRefusedOrigins(log), () => undefined),
    findHolder: async () => null,
    noteAccess: () => undefined,
    trustProxy: false,
    log,
    version: '0',
  });
  return { app: supertest(listener), lines };
}

const ORIGIN = 'https://elsewhere.example';
const BODY = { site: 'site_1', endpoint: 'end_1', session: null, bucket: {} };

describe('the HTTP app', () => {
  it('lets a page of a refused origin read why, and logs the origin once', async () => {
    const { app, lines } = startApp();
    for (let i = 0; i < 3; i++) {
      const answer = await app
        .post('/v1/allocations')
        .set('Origin', ORIGIN)
        .set('Content-Type', 'text/plain;charset=UTF-8')
        .send(JSON.stringify(BODY));
      expect(answer.status).toBe(403);
      expect(answer.headers['access-control-allow-origin']).toBe(ORIGIN);
      expect(answer.body).toMatchObject({ code: 'origin_not_allowed', detail: expect.any(String) });
      expect(answer.body).not.toHaveProperty('number');
    }
    expect(lines.filter((line) => line.includes(ORIGIN))).toHaveLength(1);
  });

  it('answers a path that is not served, and a method that a path does not take', async () => {
    const { app } = startApp();
    expect((await app.get('/nothing')).body).toMatchObject({ status: 404, code: 'not_found' });
    expect((await app.get('/v1/allocations')).body).toMatchObject({
      status: 405,
      code: 'method_not_allowed',
    });
  });

  it('answers a body that is not JSON with a problem document', async () => {
    const { app } = startApp();
    const answer = await app.post('/v1/hits').set('Content-Type', 'application/json').send('{');
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body.code).toBe('invalid_json');
  });
});
