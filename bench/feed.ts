/**
 * Races on the feed: eight processes write and four read for a minute, on one SQLite file or on the store that STORE names.
 * Every reader must see each attribution once, and all readers must see the same order.
 *
 *   STORE=mongodb://… npm run bench -- feed [--smoke] [--write]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { raceFeed } from './support/feed-race.ts';
import { publish, table } from './support/report.ts';

const smoke = process.argv.includes('--smoke');
const race = { writers: 8, readers: 4, seconds: smoke ? 2 : 60, inFlight: 16 };
const racer = fileURLToPath(new URL('support/feed-racer.js', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'ringtrail-bench-feed-'));
const url = process.env.STORE ?? `sqlite:${join(folder, 'feed.db')}`;

try {
  const { added, seen } = await raceFeed(racer, url, race);
  const wrong = seen.filter(
    ({ count, different, order }) => count !== added || different !== added || order !== seen[0]?.order,
  );
  if (wrong.length > 0) throw new Error(`readers missed some, or saw some twice: ${JSON.stringify(wrong)}`);
  const rows = [
    ['store', url.split(':', 1)[0] ?? ''],
    ['seconds', race.seconds],
    ['attributions added by 8 writers', added.toLocaleString('en')],
    ['added each second', Math.round(added / race.seconds).toLocaleString('en')],
    ['seen by each of 4 readers, each once, in one order', added.toLocaleString('en')],
  ];
  publish('feed', table(['', 'figure'], rows), process.argv.includes('--write'));
} finally {
  await rm(folder, { recursive: true, force: true });
}
