import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findCircle, importsOf, readSources } from './support/imports.ts';
import { violations } from './support/layers.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = readSources(root, ['config', 'console', 'src', 'workers', 'tools']);

describe('the house', () => {
  it('has no import circle', () => {
    expect(findCircle(importsOf(sources))).toBeNull();
  });

  it('imports downwards only, and reads the environment in config alone', () => {
    expect(violations(sources)).toEqual([]);
  });

  it('is really read: every import of a file leads to a file', () => {
    const files = importsOf(sources).filter(({ kind, to }) => kind === 'file' && !/\.(css|svg)$/.test(to));
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter(({ to }) => !sources.has(to))).toEqual([]);
  });
});

describe('the check itself', () => {
  const check = (path: string, text: string) => violations(new Map([[path, text]]));

  it.each([
    ['src/domain/a.ts', "import express from 'express';"],
    ['src/domain/a.ts', "import type { Redis } from 'ioredis';"],
    ['src/domain/a.ts', "export * from '../infra/clock.ts';"],
    ['src/infra/a.ts', "import { newId } from '../domain/ids.ts';"],
    ['src/infra/a.ts', "import type { Config } from '../../config/schema.ts';"],
    ['src/voice/a.ts', "import { engine } from '../allocation/engine.ts';"],
    ['src/voice/a.ts', "import { port } from '../allocation/inner/port.ts';"],
    ['src/voice/a.ts', "import { app } from '../http/app.ts';"],
    ['src/voice/jobs.ts', "import { callEventsWorker } from '../../workers/call-events.ts';"],
    ['src/voice/a.ts', "import { route } from '../kernel/route.ts';"],
    ['src/voice/routes/a.ts', "import { app } from '../../http/app.ts';"],
    ['src/kernel/a.ts', "import type { Store } from '../store/port.ts';"],
    ['src/kernel/a.ts', "import { app } from '../http/app.ts';"],
    ['workers/a.ts', "import { route } from '../src/kernel/route.ts';"],
    ['src/domain/a.ts', "import { route } from '../kernel/route.ts';"],
    ['src/store/sqlite/a.ts', "const worker = await import('../../../workers/drain.ts');"],
    ['src/http/a.ts', "import {\n  loadConfig,\n} from '../../config/load.ts';"],
    ['src/http/a.ts', "import { drain } from '../../workers/drain.ts';"],
    ['src/http/a.ts', "import { config } from '../tags/config.ts';"],
    ['workers/a.ts', "import type { Hits } from '../src/tags/hits.ts';"],
    ['workers/a.ts', "import { route } from '../src/http/app.ts';"],
    ['workers/a.ts', "import '../src/main.ts';"],
    ['src/tags/a.ts', "import { bucketOf } from '../domain/bucket.ts';"],
    ['src/tags/a.ts', "import type { Store } from '../store/port.ts';"],
    ['config/a.ts', "import { ids } from '../src/domain/ids.ts';"],
    ['src/voice/a.ts', "import { playCall } from '../../tools/simulator/play-call.ts';"],
    ['console/src/a.ts', "import { bucketOf } from '../../src/domain/bucket.ts';"],
    ['src/http/a.ts', "import { App } from '../../console/src/app.tsx';"],
    ['src/newroom/a.ts', "import { ids } from '../domain/ids.ts';"],
    ['src/voice/a.ts', "import { banner } from '../banner.ts';"],
    ['src/http/a.ts', 'const port = process.env.PORT;'],
    ['src/http/a.ts', 'const config = (process.env);'],
    ['src/http/a.ts', 'const { env } = process;'],
    ['src/http/a.ts', "import { env } from 'node:process';"],
    ['src/main.ts', 'const config = loadConfig(process.env); const port = process.env.PORT;'],
  ])('finds the fault in %s: %s', (path, text) => {
    expect(check(path, text)).toHaveLength(1);
  });

  it.each([
    ['src/domain/a.ts', "import { z } from 'zod';\nimport { createHash } from 'node:crypto';"],
    ['src/voice/twilio/a.ts', "import type { Resolve } from '../../allocation/port.ts';"],
    [
      'src/http/a.ts',
      "import { engine } from '../allocation/engine.ts';\nimport { log } from '../infra/log.ts';",
    ],
    ['workers/a.ts', "import { attribute } from '../src/attribution/attributor.ts';"],
    ['src/voice/module.ts', "import { callEventsWorker } from '../../workers/call-events.ts';"],
    ['src/voice/routes.ts', "import { route } from '../kernel/route.ts';"],
    ['src/voice/routes/a.ts', "import { route } from '../../kernel/route.ts';"],
    ['src/voice/module.ts', "import type { Route } from '../kernel/route.ts';"],
    ['src/http/a.ts', "import { Kernel } from '../kernel/kernel.ts';"],
    [
      'src/kernel/a.ts',
      "import { Problem } from '../domain/problem.ts';\nimport { createSeal } from '../infra/seal.ts';",
    ],
    ['src/http/a.ts', "import type { TagConfig } from '../tags/config.ts';"],
    ['console/src/a.ts', "import { createClient } from '../../tools/client/client.ts';"],
    ['src/tags/a.ts', "import type { Bucket } from '../domain/bucket.ts';"],
    ['src/main.ts', "import { loadConfig } from '../config/load.ts';\nloadConfig(process.env);"],
    [
      'src/voice/a.ts',
      "// as in import { app } from '../http/app.ts';\n/* process.env */ const env = { from: 'x' };",
    ],
  ])('finds no violation in %s: %s', (path, text) => {
    expect(check(path, text)).toEqual([]);
  });

  it('finds a circle through several files, type imports and dynamic ones included', () => {
    const circle = new Map([
      ['src/http/a.ts', "import { b } from './b.ts';"],
      ['src/http/b.ts', "export type { C } from './inner/c.ts';"],
      ['src/http/inner/c.ts', "const a = await import('../a.ts');"],
      ['src/http/d.ts', "import { a } from './a.ts';"],
    ]);
    expect(findCircle(importsOf(circle))).toHaveLength(4);
    circle.set('src/http/inner/c.ts', '');
    expect(findCircle(importsOf(circle))).toBeNull();
  });
});
