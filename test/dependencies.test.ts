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
