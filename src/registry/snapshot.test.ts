import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apiKey, endpoint, pool, provider, site, virtualNumber } from '../../test/support/examples.ts';
import { Directory } from './directory.ts';
import { readSnapshot, readSnapshotHead, writeSnapshot } from './snapshot.ts';

const STATE = { changes: 7, installation: 'inst_1' };

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rt-snapshot-'));
  path = join(folder, 'directory.ndjson');
});
afterEach(() => rm(folder, { recursive: true }));

function filled(numbers: number): Directory {
  const directory = new Directory();
  directory.put('providers', provider('prov_1'));
  directory.put('pools', pool('pool_1', 'prov_1'));
  directory.put('sites', site('site_1', { name: 'line\nbreak \u2028 "quotes"' }));
  directory.put('endpoints', endpoint('end_1'));
  directory.put('keys', apiKey('key_1', 'digest'));
  for (let i = 0; i < numbers; i++)
    directory.put('numbers', virtualNumber(`num_${i}`, `+1202555${String(i).padStart(4, '0')}`));
  return directory;
}

describe('a snapshot of the directory', () => {
  it('fills a directory that answers like the one that was written', async () => {
    const before = filled(1234);
    await writeSnapshot(path, before, STATE);
    const after = new Directory();
    expect((await readSnapshot(path, after)).records).toBe(1239);
    expect(after.dialable('twilio', '+12025551233')).toEqual(before.dialable('twilio', '+12025551233'));
    expect(after.get('sites', 'site_1')).toEqual(before.get('sites', 'site_1'));
    expect(after.keyOfDigest('digest')?.id).toBe('key_1');
    expect(await readdir(folder)).toEqual(['directory.ndjson']);
  });

  it('replaces the former file completely, or leaves it unchanged when the write fails', async () => {
    await writeSnapshot(path, filled(1), STATE);
    const broken = {
      all: () => {
        throw new Error('no more');
      },
    } as unknown as Directory;
    await expect(writeSnapshot(path, broken, STATE)).rejects.toThrow('no more');
    expect((await readSnapshot(path, new Directory())).records).toBe(6);
    expect(await readdir(folder)).toEqual(['directory.ndjson']);
    await writeSnapshot(path, new Directory(), STATE);
    expect((await readSnapshot(path, new Directory())).records).toBe(0);
    expect((await readFile(path, 'utf8')).trim().split('\n')).toHaveLength(1);
  });

  it('fills nothing when there is no file, or a file of another version', async () => {
    expect((await readSnapshot(path, new Directory())).records).toBe(0);
    await writeFile(path, '{"ringtrail":"directory","v":99}\n["providers",{"id":"prov_1"}]\n');
    expect((await readSnapshot(path, new Directory())).records).toBe(0);
  });

  it('names its last change and its installation, and so does one without records', async () => {
    expect(await readSnapshotHead(path)).toBeNull();
    await writeSnapshot(path, filled(1), STATE);
    expect(await readSnapshotHead(path)).toEqual({ installation: 'inst_1', hasRecords: true });
    expect((await readSnapshot(path, new Directory())).version).toBe(7);
    await writeSnapshot(path, new Directory(), { changes: -1, installation: null });
    expect(await readSnapshotHead(path)).toEqual({ installation: null, hasRecords: false });
    expect((await readSnapshot(path, new Directory())).version).toBeNaN();
  });

  it('of an earlier release has neither', async () => {
    await writeFile(path, '{"ringtrail":"directory","v":1}\n["keys",{"id":"key_1","digest":"d"}]\n');
    expect(await readSnapshotHead(path)).toEqual({ installation: null, hasRecords: true });
    expect(await readSnapshot(path, new Directory())).toEqual({ records: 1, version: Number.NaN });
  });
});
