import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { createSetupApi } from './support/setup-api.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const DEFINITION = 'src/domain/records/provider.ts';
const LINE =
  "    madeUpSeconds: setting(z.number().int().min(1).max(60).meta({ description: 'Made up.' }), { default: 7 }),";

type Api = ReturnType<typeof createSetupApi>;
type Schema = { properties: Record<string, object>; required?: string[] };

let folder: string;
let api: Api;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rt-one-line-'));
  for (const path of ['src', 'test/support/setup-api.ts', 'tsconfig.json', 'package.json'])
    await cp(join(root, path), join(folder, path), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  const definition = await readFile(join(folder, DEFINITION), 'utf8');
  const changed = definition.replace('\n  members: {\n', `$&${LINE}\n`);
  expect(changed.split('\n')).toHaveLength(definition.split('\n').length + 1);
  await writeFile(join(folder, DEFINITION), changed);
  api = await loadSetupApi(folder);
});
afterAll(() => rm(folder, { recursive: true }));

async function loadSetupApi(from: string): Promise<Api> {
  const outfile = join(from, 'setup-api.mjs');
  await build({
    entryPoints: [join(from, 'test/support/setup-api.ts')],
    ...{ bundle: true, platform: 'node', format: 'esm', packages: 'external', outfile },
  });
  const loaded = await import(pathToFileURL(outfile).href);
  return loaded.createSetupApi();
}

/** Returns the schema of the request's body, or of the answer with the status. */
function schemaOf(path: string, method: string, status?: number): Schema {
  const document = JSON.parse(JSON.stringify(api.openApi()));
  const operation = document.paths[path][method];
  const { content } = status ? operation.responses[status] : operation.requestBody;
  const { schema } = content['application/json'];
  return schema.$ref ? document.components.schemas[schema.$ref.split('/').at(-1)] : schema;
}

async function createProvider(body: object): Promise<{ id: string }> {
  const { status, body: created } = await api.request('post', '/v1/providers', { body });
  expect(status).toBe(201);
  return created as { id: string };
}

describe('a provider setting that is added by one line in its definition', () => {
  it('is in the OpenAPI document, with its description, and with its default where a provider is created', () => {
    const documented = { type: 'integer', minimum: 1, maximum: 60, description: 'Made up.' };
    const create = schemaOf('/v1/providers', 'post');
    expect(create.properties.madeUpSeconds).toEqual({ ...documented, default: 7 });
    expect(create.required).not.toContain('madeUpSeconds');
    expect(schemaOf('/v1/providers/{id}', 'patch').properties.madeUpSeconds).toEqual(documented);
    const shown = schemaOf('/v1/providers', 'post', 201);
    expect(shown.properties.madeUpSeconds).toEqual(documented);
    expect(shown.required).toContain('madeUpSeconds');
  });

  it('has its default in a new provider, in the answer, the store and the directory', async () => {
    const provider = await createProvider({ name: 'Default' });
    expect(provider).toMatchObject({ madeUpSeconds: 7 });
    expect(await api.store.providers.get(provider.id)).toEqual(provider);
    expect(api.directory.get('providers', provider.id)).toEqual(provider);
  });

  it('can be given at creation and changed, and is checked both times', async () => {
    const provider = await createProvider({ name: 'Given', madeUpSeconds: 9 });
    expect(provider).toMatchObject({ madeUpSeconds: 9 });
    const patch = (madeUpSeconds: number) =>
      api.request('patch', '/v1/providers/{id}', { id: provider.id, body: { madeUpSeconds } });
    expect((await patch(20)).body).toEqual({ ...provider, madeUpSeconds: 20 });
    await expect(createProvider({ name: 'Refused', madeUpSeconds: 0 })).rejects.toMatchObject({
      code: 'invalid_request',
    });
    await expect(patch(61)).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('has its default in a provider that was stored before', async () => {
    const { id, ...before } = await createProvider({ name: 'Old' });
    const old = { ...before, id: 'prov_old' };
    Reflect.deleteProperty(old, 'madeUpSeconds');
    await api.store.providers.add(old as never);
    api.directory.put('providers', old as never);
    expect(api.directory.get('providers', 'prov_old')).toMatchObject({ madeUpSeconds: 7 });
    const shown = await api.request('get', '/v1/providers/{id}', { id: 'prov_old' });
    expect(shown.body).toMatchObject({ madeUpSeconds: 7 });
  });

  it('has its type where code reads it', async () => {
    const use = (member: string) =>
      "import type { Provider } from './domain/records/provider.ts';\n" +
      `export const use = (provider: Provider): number => provider.${member};\n`;
    await writeFile(join(folder, 'src/use.ts'), use('madeUpSeconds'));
    await writeFile(join(folder, 'src/misuse.ts'), use('misspelt'));
    const config = { extends: './tsconfig.json', include: [], files: ['src/use.ts', 'src/misuse.ts'] };
    await writeFile(join(folder, 'use.json'), JSON.stringify(config));
    const tsc = join(root, 'node_modules/.bin/tsc');
    const faults = await promisify(execFile)(tsc, ['--noEmit', '-p', join(folder, 'use.json')], {
      cwd: folder,
    }).catch(({ stdout }) => String(stdout).match(/^.*error TS.*$/gm));
    expect(faults).toEqual([expect.stringMatching(/misuse.*'misspelt' does not exist on type/)]);
  });
});
