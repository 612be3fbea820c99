import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { childrenOf, isAlive } from '../support/processes.ts';
import { dataFolder, type Ringtrail, startRingtrail } from '../support/ringtrail.ts';

const preload = new URL('./crash-on-signal.mjs', import.meta.url).href;

let running: Ringtrail | undefined;
afterEach(() => running?.kill9());

function fatalLines(output: string): Record<string, unknown>[] {
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'fatal');
}

describe('a process with an error that nothing caught', () => {
  it.each([
    ['SIGUSR2', 'unhandledRejection', 'a rejection that nothing handles'],
    ['SIGHUP', 'uncaughtException', 'an exception that nothing catches'],
  ] as const)('logs it as fatal and ends in order with exit code 1: %s', async (signal, origin, message) => {
    const env = { NODE_OPTIONS: `--import=${preload}` };
    const dataDir = await dataFolder();
    running = await startRingtrail({ dataDir, env });
    const { pid } = running;
    const children = childrenOf(pid);
    expect(existsSync(join(dataDir, 'run.json'))).toBe(true);
    running.signal(signal);

    expect(await running.ended).toBe(1);
    expect(fatalLines(running.output())).toMatchObject([{ origin, err: { message } }]);
    expect(existsSync(join(dataDir, 'run.json')), 'the gateway has closed').toBe(false);
    expect(children.filter(isAlive), 'the private redis-server has ended').toEqual([]);
  });
});
