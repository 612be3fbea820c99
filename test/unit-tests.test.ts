import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { importsOf, readSources, type Sources } from './support/imports.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = ['src', 'config', 'console', 'scripts', 'workers', 'tools', 'bench', 'test'];

const SERVERS = ['src/infra/redis-server.ts', 'mongodb-memory-server', 'playwright-core'];

/** Returns a sentence for each unit test that imports, over any number of files, a module that starts a server. */
function testsWithServers(sources: Sources): string[] {
  const imports = importsOf(sources).filter(({ typeOnly }) => !typeOnly);
  // A helper of the tests that starts a process starts Redis, Ringtrail or a browser.
  const starters = imports.filter(
    ({ from, to }) => from.startsWith('test/support/') && to === 'node:child_process',
  );
  const servers = new Set([...SERVERS, ...starters.map(({ from }) => from)]);

  function findServer(file: string, seen: Set<string>): string | undefined {
    if (servers.has(file)) return file;
    if (seen.has(file)) return undefined;
    seen.add(file);
    const found = imports.filter(({ from }) => from === file).map(({ to }) => findServer(to, seen));
    return found.find(Boolean);
  }

  const unitTests = [...sources.keys()].filter((path) => /^(?!test\/).*\.test\.ts$/.test(path));
  return unitTests.flatMap((path) => {
    const server = findServer(path, new Set());
    return server ? [`${path} is a unit test and imports ${server}`] : [];
  });
}

describe('the unit tests', () => {
  it('lie beside their source and import nothing that starts a server', () => {
    const sources = readSources(root, folders, { withTests: true });
    expect(
      [...sources.keys()].filter((path) => path.startsWith('src/') && path.endsWith('.test.ts')),
    ).not.toEqual([]);
    expect(testsWithServers(sources)).toEqual([]);
  });

  it.each([
    ["import { startTestRedis } from '../test/support/redis.ts';", 'test/support/redis.ts'],
    ["import { f } from './b.ts';", 'src/infra/redis-server.ts'],
    ["import { MongoMemoryServer } from 'mongodb-memory-server';", 'mongodb-memory-server'],
  ])('would not pass with %s', (line, server) => {
    const sources = new Map([
      ['src/a.test.ts', line],
      ['src/b.ts', "import { openRedisServer } from './infra/redis-server.ts';"],
      ['test/support/redis.ts', "import { spawn } from 'node:child_process';"],
    ]);
    expect(testsWithServers(sources)).toEqual([`src/a.test.ts is a unit test and imports ${server}`]);
  });

  it('may import the types of a module that starts a server', () => {
    const sources = new Map([
      ['src/a.test.ts', "import type { RedisServer } from './infra/redis-server.ts';"],
    ]);
    expect(testsWithServers(sources)).toEqual([]);
  });
});
