import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DataDirLocked } from '../../src/infra/data-dir-lock.ts';
import { RedisServerError } from '../../src/infra/redis-program.ts';
import { type RedisServer, type RedisServerOptions, startRedisServer } from '../../src/infra/redis-server.ts';
import { eventually } from '../support/eventually.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let dataDir: string;
let cleanUp: (() => Promise<unknown>)[];

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rt-'));
  dataDir = join(folder, 'data of one');
  cleanUp = [() => rm(folder, { recursive: true })];
});

afterEach(async () => {
  for (const step of cleanUp.reverse()) await step();
});

async function start(options: Partial<RedisServerOptions> = {}): Promise<RedisServer> {
  const server = await startRedisServer({ dataDir, ...options });
  cleanUp.push(() => server.stop());
  return server;
}

function client(url: string): Redis {
  const redis = new Redis(url, { retryStrategy: () => 20, maxRetriesPerRequest: null });
  redis.on('error', () => {});
  cleanUp.push(async () => redis.disconnect());
  return redis;
}

async function pidOf(redis: Redis): Promise<number> {
  return Number(/process_id:(\d+)/.exec(await redis.info('server'))?.[1]);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function gone(pid: number): Promise<void> {
  await eventually(() => !isAlive(pid));
}

describe('the private redis-server', () => {
  it('its data survives a stop and a start', async () => {
    const first = await start();
    await client(first.url).set('greeting', 'hello');
    await first.stop();

    const second = await start();
    expect(await client(second.url).get('greeting')).toBe('hello');
  });

  it('its settings sync the data, evict nothing and open no port', async () => {
    const server = await start();
    const redis = client(server.url);
    const setting = async (name: string) => ((await redis.config('GET', name)) as string[])[1];
    expect(await setting('appendonly')).toBe('yes');
    expect(await setting('appendfsync')).toBe('everysec');
    expect(await setting('save')).toBe('');
    expect(await setting('maxmemory-policy')).toBe('noeviction');
    expect(await setting('hash-max-ziplist-value')).toBe('128');
    expect(await setting('port')).toBe('0');
    expect(server.url).toBe(join(dataDir, 'redis', 'redis.sock'));
    expect((await stat(server.url)).mode & 0o777).toBe(0o700);
    expect((await stat(dirname(server.url))).mode & 0o777).toBe(0o700);
  });

  it('it is in its own process group, so that a Ctrl-C in the terminal does not reach it', async () => {
    const pid = await pidOf(client((await start()).url));
    const group = Number(execFileSync('ps', ['-o', 'pgid=', '-p', String(pid)], { encoding: 'utf8' }));
    expect(group).toBe(pid);
  });

  it('a stop leaves no process behind, and a second stop does nothing', async () => {
    const server = await start();
    const pid = await pidOf(client(server.url));
    await Promise.all([server.stop(), server.stop()]);
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(server.url)).toBe(false);
  });

  it('a server that hangs is stopped', async () => {
    const server = await start();
    const pid = await pidOf(client(server.url));
    process.kill(pid, 'SIGSTOP');
    await server.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('a server that dies starts again with its address and data, and logs an error', async () => {
    const log = { debug: vi.fn(), error: vi.fn() };
    const server = await start({ log });
    const redis = client(server.url);
    await redis.set('greeting', 'hello');
    for (const round of [1, 2]) {
      const pid = await pidOf(redis);
      // With everysec the last second is lost when the machine dies, not when the process dies.
      process.kill(pid, 'SIGKILL');
      await gone(pid);
      expect(await redis.get('greeting')).toBe('hello');
      expect(await pidOf(redis)).not.toBe(pid);
      expect(log.error).toHaveBeenCalledTimes(round);
    }
    expect(log.error.mock.calls[0]?.[0]).toMatchObject({ exit: 'SIGKILL' });
    expect(log.debug).toHaveBeenCalled();
  });

  it('a script that was half written at a crash never runs by half', async () => {
    const twice = (a: string, b: string) =>
      `redis.call('SET', '${a}', 'set') return redis.call('SET', '${b}', 'set')`;
    const first = await start();
    await client(first.url).eval(twice('a', 'b'), 0);
    await client(first.url).eval(twice('c', 'd'), 0);
    await first.stop();
    const folder = join(dataDir, 'redis', 'appendonlydir');
    const files = (await readdir(folder)).filter((name) => name.endsWith('.incr.aof'));
    const file = join(folder, files[0] ?? '');
    // The cut is within the last command of the last script.
    await truncate(file, (await stat(file)).size - 20);

    const second = await start();
    const redis = client(second.url);
    await eventually(async () => {
      const info = await redis.info('persistence');
      return /aof_rewrites:[1-9]/.test(info) && /aof_rewrite_in_progress:0/.test(info);
    });
    await redis.eval(twice('e', 'f'), 0);
    await second.stop();
    const third = client((await start()).url);
    expect(await third.mget('a', 'b', 'c', 'd', 'e', 'f')).toEqual(['set', 'set', null, null, 'set', 'set']);
  });

  it('a stop works between a crash and the restart', async () => {
    const server = await start();
    const redis = client(server.url);
    for (let round = 1; round <= 3; round++) {
      const pid = await pidOf(redis);
      process.kill(pid, 'SIGKILL');
      await gone(pid);
    }
    await server.stop();
    expect(existsSync(server.url)).toBe(false);
    await (await start()).stop();
  });

  it('a data folder with a path too long for a socket works and leaves no temporary files', async () => {
    dataDir = join(dataDir, 'x'.repeat(120));
    const first = await start();
    expect(first.url.length).toBeLessThanOrEqual(100);
    expect((await stat(dirname(first.url))).mode & 0o777).toBe(0o700);
    await client(first.url).set('greeting', 'hello');
    await first.stop();
    expect(existsSync(dirname(first.url))).toBe(false);

    const second = await start();
    expect(await client(second.url).get('greeting')).toBe('hello');
  });

  it('a data folder with a question mark works, which ioredis would read as options', async () => {
    dataDir = join(dataDir, 'why?db=3');
    const server = await start();
    expect(await client(server.url).ping()).toBe('PONG');
  });
});

describe('the lock on the data folder', () => {
  it('a second server in this process is refused with the process id, and a stop releases the lock', async () => {
    const server = await start();
    const second = startRedisServer({ dataDir });
    await expect(second).rejects.toThrow(DataDirLocked);
    await expect(second).rejects.toThrow(`in use by the process ${process.pid};`);
    expect(await client(server.url).ping()).toBe('PONG');

    await server.stop();
    await start();
  });

  it('a failed start releases the lock', async () => {
    await mkdir(join(dataDir, 'redis', 'appendonlydir'), { recursive: true });
    const manifest = join(dataDir, 'redis', 'appendonlydir', 'appendonly.aof.manifest');
    await writeFile(manifest, 'not a manifest\n');
    await writeFile(join(dataDir, 'redis', 'appendonly.aof'), 'not an append-only file\n');
    await expect(startRedisServer({ dataDir })).rejects.toThrow(
      /redis-server ended at once.*last words:\n.+/s,
    );

    await rm(join(dataDir, 'redis'), { recursive: true });
    await start();
  });
});

describe('a redis-server that cannot be used', () => {
  async function pathWith(script: string | null): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'rt-path-'));
    cleanUp.push(() => rm(folder, { recursive: true }));
    if (script !== null) {
      await writeFile(join(folder, 'redis-server'), `#!/bin/sh\n${script}\n`);
      await chmod(join(folder, 'redis-server'), 0o755);
    }
    return folder;
  }

  it('a missing redis-server is an error that says which version to install', async () => {
    vi.stubEnv('PATH', await pathWith(null));
    await expect(startRedisServer({ dataDir })).rejects.toThrow(RedisServerError);
    await expect(startRedisServer({ dataDir })).rejects.toThrow(/not on PATH\. Install redis-server 6\.2/);
  });

  it.each([
    ['5.0.14', true],
    ['6.0.16', true],
    ['6.2.0', false],
    ['10.0.1', false],
  ])('a version that is too old is an error: %s', async (version, tooOld) => {
    vi.stubEnv('PATH', await pathWith(`echo "Redis server v=${version} sha=00000000:0"`));
    const message = tooOld ? /too old: Redis server v=.*Install redis-server 6\.2/ : /ended at once/;
    await expect(startRedisServer({ dataDir })).rejects.toThrow(message);
  });
});

describe.runIf(process.platform === 'linux')('when the parent is killed with -9 (needs Linux)', () => {
  let script: string;

  beforeAll(async () => {
    const cache = join(root, 'node_modules', '.cache');
    await mkdir(cache, { recursive: true });
    script = join(await mkdtemp(join(cache, 'redis-parent-')), 'parent.mjs');
    await build({
      entryPoints: [join(root, 'test', 'infra', 'redis-parent.ts')],
      outfile: script,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
    });
  });

  afterAll(() => rm(dirname(script), { recursive: true }));

  async function parent(env: NodeJS.ProcessEnv = process.env): Promise<{ child: ChildProcess; url: string }> {
    const child = spawn(process.execPath, [script, dataDir], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    cleanUp.push(async () => child.kill('SIGKILL'));
    const [url] = await once(createInterface({ input: child.stdout }), 'line');
    return { child, url };
  }

  async function kill(child: ChildProcess): Promise<void> {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  it('no redis-server is left behind, and the data is found again', async () => {
    const { child, url } = await parent();
    const redis = client(url);
    await redis.set('greeting', 'hello');
    const pid = await pidOf(redis);
    await kill(child);
    redis.disconnect();
    await gone(pid);

    const server = await start();
    expect(await client(server.url).get('greeting')).toBe('hello');
  });

  it('another process is refused while the parent lives', async () => {
    const { child } = await parent();
    await expect(startRedisServer({ dataDir })).rejects.toThrow(`in use by the process ${child.pid};`);
    await kill(child);
    await start();
  });

  /** Starts a redis-server and kills its parent. Without setpriv the server survives. */
  async function orphan(): Promise<{ pid: number; url: string }> {
    const bin = await mkdtemp(join(tmpdir(), 'rt-bin-'));
    cleanUp.push(() => rm(bin, { recursive: true }));
    const redisServer = execFileSync('sh', ['-c', 'command -v redis-server'], { encoding: 'utf8' }).trim();
    await symlink(redisServer, join(bin, 'redis-server'));

    const { child, url } = await parent({ PATH: bin });
    const redis = client(url);
    await redis.set('greeting', 'hello');
    const pid = await pidOf(redis);
    await kill(child);
    redis.disconnect();
    expect(isAlive(pid), 'it outlives its parent').toBe(true);
    return { pid, url };
  }

  it('the next start ends an orphan in order', async () => {
    const { pid } = await orphan();
    const heir = client((await start()).url);
    expect(await heir.get('greeting')).toBe('hello');
    expect(await pidOf(heir)).not.toBe(pid);
    await gone(pid);
  });

  it('the next start finds an orphan with its socket among the temporary files and removes the folder', async () => {
    dataDir = join(dataDir, 'x'.repeat(120));
    const { pid, url } = await orphan();
    const server = await start();
    expect(await client(server.url).get('greeting')).toBe('hello');
    expect(server.url).not.toBe(url);
    expect(existsSync(dirname(url))).toBe(false);
    await gone(pid);
  });
});
