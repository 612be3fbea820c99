import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { type CityResponse, Reader } from 'maxmind';
import type { Logger } from 'pino';

/** The database of places cannot be read. The message says what to do. */
export class GeoDatabaseError extends Error {
  override readonly name = 'GeoDatabaseError';
}

export interface GeoDatabase {
  /**
   * Returns the place of the address: the region by ISO 3166-2, such as `US-NY`, or the country by ISO 3166 where the database
   * knows no region. Returns an empty text where it knows neither, and for a text that is no address.
   */
  placeOf(address: string): string;
  close(): void;
}

const LOOK_EVERY_MS = 5000;

/**
 * Reads a database in MaxMind's format, and reads it again when the file has changed. A file that cannot be read then is
 * logged, and the former database stays. Rejects with `GeoDatabaseError` when the first read fails.
 * @param lookEveryMs how often the file's time is compared
 */
export async function openGeoDatabase(
  path: string,
  log: Pick<Logger, 'error' | 'info'>,
  lookEveryMs = LOOK_EVERY_MS,
): Promise<GeoDatabase> {
  let reader = await read(path);
  let isFaulty = false;

  async function readAgain(): Promise<void> {
    try {
      reader = await read(path);
      isFaulty = false;
      log.info({ path }, 'the database of places was read again');
    } catch (error) {
      log.error({ err: error }, 'the database of places cannot be read; the former one stays in use');
    }
  }

  function onFault(error: unknown): void {
    if (!isFaulty)
      log.error({ err: error, path }, 'the database of places is damaged; addresses have no place');
    isFaulty = true;
  }

  // Polling also notices a file that another one replaces, and a file on a network disk.
  watchFile(path, { persistent: false, interval: lookEveryMs }, readAgain);
  return {
    placeOf(address) {
      if (!isIP(address)) return '';
      try {
        return placeIn(reader.get(address));
      } catch (error) {
        onFault(error);
        return '';
      }
    },
    close: () => unwatchFile(path, readAgain),
  };
}

async function read(path: string): Promise<Reader<CityResponse>> {
  try {
    return new Reader<CityResponse>(await readFile(path));
  } catch (error) {
    throw new GeoDatabaseError(
      `GEOIP_DB: ${path} cannot be read as a database in MaxMind's format (.mmdb, not compressed). Correct GEOIP_DB, or download the database again.`,
      { cause: error },
    );
  }
}

function placeIn(found: CityResponse | null): string {
  const country = found?.country?.iso_code;
  if (!country) return '';
  const region = found.subdivisions?.[0]?.iso_code;
  return region ? `${country}-${region}` : country;
}
