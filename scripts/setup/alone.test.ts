import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** The scripts are plain JavaScript, because they run before anything is built. */
const { alone }: { alone: <T>(file: string, work: () => Promise<T>) => Promise<T> } = await import(
  new URL('alone.mjs', import.meta.url).href
);

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rt-alone-'));
  file = join(folder, 'lock');
});
afterEach(() => rm(folder, { recursive: true }));

describe('work that runs alone', () => {
  it('waits for the work of others, and follows it also after an error', async () => {
    const steps: string[] = [];
    const work = (name: string, fails = false) =>
      alone(file, async () => {
        steps.push(`${name} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        steps.push(`${name} ends`);
        if (fails) throw new Error(name);
      });
    const all = await Promise.allSettled([work('a', true), work('b'), work('c')]);
    expect(all.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(steps).toHaveLength(6);
    for (let i = 0; i < steps.length; i += 2) expect(steps[i]?.replace('begins', 'ends')).toBe(steps[i + 1]);
    expect(existsSync(file)).toBe(false);
  });

  it('does not wait for a process that has died', async () => {
    // No system gives a process this id.
    await writeFile(file, '999999999');
    expect(await alone(file, async () => 'done')).toBe('done');
  });
});
