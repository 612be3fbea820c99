import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFile(new URL(`../${path}`, import.meta.url), 'utf8');

describe('docs/dependencies.md', () => {
  it('gives the reason for each package of package.json and for no other', async () => {
    const { dependencies, devDependencies } = JSON.parse(await read('package.json'));
    const rows = [...(await read('docs/dependencies.md')).matchAll(/^- `(.+)`: .{15,}$/gm)];
    expect(rows.map(([, name]) => name)).toEqual([
      ...Object.keys(dependencies).sort(),
      ...Object.keys(devDependencies).sort(),
    ]);
  });
});

describe('package-lock.json', () => {
  interface Locked {
    resolved?: string;
    optionalDependencies?: Record<string, string>;
  }

  async function packages(): Promise<Record<string, Locked>> {
    return JSON.parse(await read('package-lock.json')).packages;
  }

  it('holds the optional packages of every platform, without which `npm ci` refuses it', async () => {
    const locked = await packages();
    const names = new Set(Object.keys(locked).map((path) => path.split('node_modules/').at(-1)));
    const missing = Object.values(locked)
      .flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}))
      .filter((name) => !names.has(name));
    expect(missing).toEqual([]);
  });

  it('names no registry: each machine installs from its own', async () => {
    expect(Object.values(await packages()).filter(({ resolved }) => resolved)).toEqual([]);
  });
});
