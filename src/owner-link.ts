import { loadConfig } from '../config/load.ts';
import { linkTo, OWNER_TO_BE, Tickets } from './access/tickets.ts';
import { runCommand } from './failure-words.ts';
import { programOptions, refuse } from './infra/program-options.ts';
import { readRunFile } from './infra/run-file.ts';
import { openStore } from './store/open.ts';

const HELP = `Makes a one-time link by which you become the owner of this installation, also
when you have lost your password or your second factor. Ringtrail may run
meanwhile. Only somebody who can read the store can do this.

  ringtrail owner-link --url https://calls.example.com

  --url   the public URL of this Ringtrail; where it is not said, that of the
          gateway which runs on DATA_DIR, or PUBLIC_URL
`;

/** Prints a one-time link that makes an owner, and ends the one before. */
export const main = (argv: string[]): Promise<void> => runCommand(() => makeOwnerLink(argv));

async function makeOwnerLink(argv: string[]): Promise<void> {
  const values = programOptions(argv, { url: 'string' }, HELP);
  if (!values) return;
  const config = loadConfig(process.env);
  const url = values.url ?? config.publicUrl ?? (await readRunFile(config.dataDir))?.publicUrl;
  if (!url) return refuse(`--url or PUBLIC_URL is missing, and no gateway runs on ${config.dataDir}.`, HELP);
  const store = await openStore(config.storeUrl);
  try {
    const tickets = new Tickets(store.credentials, () => new Date());
    const ticket = await tickets.make(OWNER_TO_BE, 'owner', tickets.endOf('owner'));
    process.stdout.write(`${linkTo(url.replace(/\/+$/, ''), ticket)}\n`);
  } finally {
    await store.close();
  }
}
