import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadConfig } from '../config/load.ts';
import { withProgress } from '../tools/cli/progress.ts';
import { plainForward } from './domain/call-plan.ts';
import { type Endpoint, KINDS, type Kind, type Kinds, type VirtualNumber } from './domain/model.ts';
import { runCommand } from './failure-words.ts';
import { every } from './infra/every.ts';
import { programOptions, refuse } from './infra/program-options.ts';
import { Directory } from './registry/directory.ts';
import { openStore } from './store/open.ts';
import type { Store } from './store/port.ts';
import { callbackUrls } from './voice/callback-urls.ts';
import { adapterOf } from './voice/carriers/all.ts';

const HELP = `Writes for each number a document that forwards its calls, to be hosted
elsewhere and set as the number's fallback URL at the carrier: calls connect
even where nothing of Ringtrail runs.

  ringtrail fallback-export --to ./fallback --url https://calls.example.com

  --to    the folder; the file of a number is
          <folder>/<carrier>/<number without +>.xml, or .json
  --url   the public URL of this Ringtrail, to which the documents' callbacks
          go; PUBLIC_URL where it is not said
`;

/** Writes the fallback documents of all numbers that are not retired. */
export const main = (argv: string[]): Promise<void> => runCommand(() => exportFallbacks(argv));

async function exportFallbacks(argv: string[]): Promise<void> {
  const values = programOptions(argv, { to: 'string', url: 'string' }, HELP);
  if (!values) return;
  const config = loadConfig(process.env);
  const publicUrl = values.url ?? config.publicUrl;
  if (!values.to || !publicUrl)
    return refuse(values.to ? '--url or PUBLIC_URL is missing.' : '--to is missing.', HELP);
  const store = await openStore(config.storeUrl);
  try {
    const folder = resolve(values.to);
    const written = await withProgress('writing the documents', async () =>
      writeDocuments(await readDirectory(store), folder, publicUrl.replace(/\/+$/, '')),
    );
    process.stdout.write(`${written} documents are in ${folder}\n`);
  } finally {
    await store.close();
  }
}

async function readDirectory(store: Store): Promise<Directory> {
  const directory = new Directory();
  for (const kind of KINDS) {
    for await (const record of every<Kinds[Kind]>(store[kind])) directory.put(kind, record);
  }
  return directory;
}

/** @returns how many */
async function writeDocuments(directory: Directory, folder: string, publicUrl: string): Promise<number> {
  let written = 0;
  for (const number of directory.all('numbers')) {
    const adapter = adapterOf(number.carrier);
    const endpoint = endpointOf(directory, number);
    if (!endpoint || number.state === 'retired') continue;
    const { contentType, body } = adapter.document(
      plainForward(endpoint),
      callbackUrls(publicUrl, adapter.name),
    );
    const path = join(folder, adapter.name);
    await mkdir(path, { recursive: true });
    const extension = contentType.includes('json') ? 'json' : 'xml';
    await writeFile(join(path, `${number.number.slice(1)}.${extension}`), body);
    written++;
  }
  return written;
}

/** Where the number's calls go when nobody knows of links. */
function endpointOf(directory: Directory, { pinned, carrier, number }: VirtualNumber): Endpoint | undefined {
  if (pinned) return directory.get('endpoints', pinned.endpoint);
  const target = directory.dialable(carrier, number);
  return target && directory.defaultEndpoint(target);
}
