import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { storeContract } from '../../../test/store/contract/suite.ts';
import { openStore } from '../open.ts';

storeContract({
  name: 'SQLite',
  async create() {
    const folder = await mkdtemp(join(tmpdir(), 'ringtrail-store-'));
    return {
      open: () => openStore(`sqlite:${join(folder, 'store.db')}`),
      async markNewer() {
        const newer = new DatabaseSync(join(folder, 'store.db'));
        newer.exec('PRAGMA user_version = 1000');
        newer.close();
      },
      destroy: () => rm(folder, { recursive: true }),
    };
  },
  async openNowhere() {
    const folder = await mkdtemp(join(tmpdir(), 'ringtrail-store-'));
    await writeFile(join(folder, 'file'), '');
    try {
      return await openStore(`sqlite:${join(folder, 'file', 'store.db')}`);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
});
