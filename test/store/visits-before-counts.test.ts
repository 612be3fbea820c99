import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, expect, it } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { entry } from '../support/examples.ts';
import { unpackFormerFolder } from '../support/former-folder.ts';

let folder = '';
afterEach(() => rm(folder, { recursive: true, force: true }));

it('sessions of a file of version 0.1.0 stay uncounted when they tap or are shown a number again, and later ones count', async () => {
  folder = await unpackFormerFolder('0.1.0.tar.gz');
  const path = join(folder, 'ringtrail.db');
  const database = new DatabaseSync(path);
  const former = database
    .prepare('SELECT site, id, provider FROM sessions WHERE facts IS NOT NULL')
    .get() as {
    site: string;
    id: string;
    provider: string;
  };
  database.close();

  const { history, visits, close } = await openStore(`sqlite:${path}`);
  const { site, id, provider } = former;
  await history.apply([
    entry.hit(1, id, { site, provider, hit: 'tap' }),
    entry.shown(2, 'link_new', id, { site, provider }),
    entry.shown(3, 'link_other', 'new', { site, provider }),
  ]);
  const slots = await visits.list({}, 10);
  expect(slots.flatMap(({ cells }) => cells)).toMatchObject([{ sessions: 1, shown: 1, tapped: 0 }]);
  await close();
});
