import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/schema.ts';
import { listen } from '../infra/listen.ts';

/** Without PORT, the gateway tries this many ports: the default one and those above it. */
const MAX_TRIES = 100;

type Place = Pick<Config, 'host' | 'port' | 'dataDir'>;

/**
 * Listens on PORT. Where PORT is unset, listens on the port of the last start, or else on the first free one from the default
 * upward. Rejects with `ListenError`.
 */
export async function listenOnPort({ host, port, dataDir }: Place): ReturnType<typeof listen> {
  const place = { host, portName: 'PORT' };
  if (port.fixed) return listen(place, [port.number]);
  const last = await readPort(dataDir);
  const fromDefault = Array.from({ length: MAX_TRIES }, (_, i) => port.number + i);
  return listen(place, last === null ? fromDefault : [last, ...fromDefault]);
}

/** Saves the port in the data folder for the next start, unless PORT names it. */
export async function savePort({ port, dataDir }: Place, used: number): Promise<void> {
  if (!port.fixed) await writeFile(fileIn(dataDir), `${used}\n`);
}

async function readPort(dataDir: string): Promise<number | null> {
  const port = Number(await readFile(fileIn(dataDir), 'utf8').catch(() => ''));
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'port');
}
