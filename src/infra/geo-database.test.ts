import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mmdb, placesDatabase } from '../../test/support/mmdb.ts';
import { type GeoDatabase, GeoDatabaseError, openGeoDatabase } from './geo-database.ts';

const LOOK_EVERY_MS = 10;

let folder: string;
let path: string;
let opened: GeoDatabase | undefined;
let errors: string[];
const log = { info() {}, error: (_: unknown, text?: string) => void errors.push(text ?? '') };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rt-places-'));
  path = join(folder, 'places.mmdb');
  errors = [];
});
afterEach(async () => {
  opened?.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(bytes: Buffer): Promise<GeoDatabase> {
  await writeFile(path, bytes);
  opened = await openGeoDatabase(path, log, LOOK_EVERY_MS);
  return opened;
}

describe('a database of places', () => {
  it.each([
    ['192.0.2.77', 'US-NY'],
    ['198.51.100.1', 'DE'],
    ['2001:db8:1::', 'FR-IDF'],
    ['203.0.113.1', ''],
    ['192.0.3.1', ''],
    ['2001:db9::1', ''],
    ['::1', ''],
    ['unknown', ''],
    ['', ''],
    ['192.0.2.77:443', ''],
  ])('leads %j to %j', async (address, place) => {
    const places = await open(
      placesDatabase({
        '192.0.2.0/24': 'US-NY',
        '198.51.100.0/24': 'DE',
        '2001:db8:1::/48': 'FR-IDF',
        '203.0.113.0/24': '',
      }),
    );
    expect(places.placeOf(address)).toBe(place);
    expect(errors).toEqual([]);
  });

  it('is read again when the file changes, also when another file replaces it', async () => {
    const places = await open(placesDatabase({ '192.0.2.0/24': 'US-NY' }));
    await writeFile(path, placesDatabase({ '192.0.2.0/24': 'CA-QC' }));
    await expect.poll(() => places.placeOf('192.0.2.1')).toBe('CA-QC');
    await writeFile(`${path}.new`, placesDatabase({ '192.0.2.0/24': 'MX-JAL' }));
    await rename(`${path}.new`, path);
    await expect.poll(() => places.placeOf('192.0.2.1')).toBe('MX-JAL');
  });

  it.each([
    ['missing', (file: string) => rm(file)],
    ['broken', (file: string) => writeFile(file, 'no database')],
  ])('stays in use when the file is %s later, until there is a right one', async (_, spoil) => {
    const places = await open(placesDatabase({ '192.0.2.0/24': 'US-NY' }));
    await spoil(path);
    await expect
      .poll(() => errors)
      .toContain('the database of places cannot be read; the former one stays in use');
    expect(places.placeOf('192.0.2.1')).toBe('US-NY');
    await writeFile(path, placesDatabase({ '192.0.2.0/24': 'CA-QC' }));
    await expect.poll(() => places.placeOf('192.0.2.1')).toBe('CA-QC');
  });

  it('knows no place where the file is damaged within, and logs that once', async () => {
    const bytes = mmdb({ '192.0.2.0/24': { country: { iso_code: 'US' } } });
    // The record's offset now leads behind the data.
    bytes.fill(0xff, bytes.indexOf('country') - 1, bytes.indexOf('country'));
    const places = await open(bytes);
    expect([places.placeOf('192.0.2.1'), places.placeOf('192.0.2.2')]).toEqual(['', '']);
    expect(errors).toEqual(['the database of places is damaged; addresses have no place']);
  });

  it.each([
    ['empty', ''],
    ['no database', 'text '.repeat(100)],
    ['compressed', Buffer.from([0x1f, 0x8b, 8, 0])],
  ])('is refused with a sentence at the start when the file is %s', async (_, bytes) => {
    await writeFile(path, bytes);
    const failed = openGeoDatabase(path, log);
    await expect(failed).rejects.toThrow(GeoDatabaseError);
    await expect(failed).rejects.toThrow(`GEOIP_DB: ${path} cannot be read`);
  });
});
