import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { importsOf, type Sources } from './support/imports.ts';

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

const root = fileURLToPath(new URL('..', import.meta.url));
/** The folders of the program itself. Tests in them are no part of it. */
const PRODUCT = ['src', 'workers', 'config', 'tools', 'scripts'];
const EVERYTHING = [...PRODUCT, 'console', 'bench', 'test'];

function sourcesIn(folders: readonly string[], isWanted: (path: string) => boolean): Sources {
  const paths = folders.flatMap((folder) =>
    readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`),
  );
  const wanted = paths.filter((path) => /\.(tsx?|mjs)$/.test(path) && isWanted(path));
  return new Map(wanted.map((path) => [path, readFileSync(`${root}${path}`, 'utf8')]));
}

/** Returns the packages whose values the files import. A type alone needs no package at run time. */
function packagesIn(sources: Sources): Set<string> {
  const imports = importsOf(sources).filter(({ kind, typeOnly }) => kind === 'package' && !typeOnly);
  return new Set(imports.map(({ to }) => to));
}

/** Packages that are run or read by their command or path, with the file that does so. */
const RUN: Record<string, [file: string, text: string]> = {
  '@biomejs/biome': ['package.json', 'biome check'],
  '@fontsource-variable/inter': ['console/src/theme/theme.css', '@fontsource-variable/inter/files'],
  redoc: ['scripts/build-console.mjs', 'redoc/bundles/redoc.standalone.js'],
  typescript: ['scripts/build.mjs', 'node_modules/typescript/bin/tsc'],
  vitest: ['scripts/test.mjs', 'node_modules/vitest/vitest.mjs'],
};

describe('package.json', () => {
  it('has each dependency because the program imports it', async () => {
    const { dependencies } = JSON.parse(await read('package.json'));
    const imported = packagesIn(sourcesIn(PRODUCT, (path) => !/\.test\.tsx?$/.test(path)));
    expect(Object.keys(dependencies).filter((name) => !imported.has(name))).toEqual([]);
  });

  it('has each development dependency because something imports or runs it', async () => {
    const { dependencies, devDependencies } = JSON.parse(await read('package.json'));
    const { packages } = JSON.parse(await read('package-lock.json'));
    const imported = packagesIn(sourcesIn(EVERYTHING, () => true));
    const isRun = async (name: string) => {
      const [file, text] = RUN[name] ?? [];
      return file !== undefined && text !== undefined && (await read(file)).includes(text);
    };
    const all = { ...dependencies, ...devDependencies };
    const isUsed = async (name: string) => {
      const typed = /^@types\/(.+)$/.exec(name)?.[1];
      if (typed) return typed === 'node' || (typed in all && imported.has(typed));
      // A package that another one of the list needs beside it, such as Angular's rxjs.
      const isNeeded = Object.keys(devDependencies).some((other) => {
        const { dependencies: own, peerDependencies: peers } = packages[`node_modules/${other}`] ?? {};
        return name in { ...own, ...peers } && (imported.has(other) || other in RUN);
      });
      return imported.has(name) || isNeeded || isRun(name);
    };
    const used = await Promise.all(Object.keys(devDependencies).map(isUsed));
    expect(Object.keys(devDependencies).filter((_, i) => !used[i])).toEqual([]);
  });

  it('lists each package that the program or a test imports', async () => {
    const { dependencies, devDependencies } = JSON.parse(await read('package.json'));
    const listed = new Set(Object.keys({ ...dependencies, ...devDependencies }));
    const imported = packagesIn(sourcesIn(PRODUCT, (path) => !/\.test\.tsx?$/.test(path)));
    expect([...imported].filter((name) => !listed.has(name))).toEqual([]);
  });

  it('would miss a dependency that only a test or a type imports', () => {
    const sources = new Map([
      [
        'src/a.ts',
        "import type { A } from 'only-a-type';\nimport b from 'a-value';\n// import c from 'a-comment';",
      ],
    ]);
    expect([...packagesIn(sources)]).toEqual(['a-value']);
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
