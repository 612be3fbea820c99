import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import type { TestDatabase } from '../../../test/store/contract/bench.ts';
import { storeContract } from '../../../test/store/contract/suite.ts';
import { releaseClosedFiles } from '../../../test/support/sqlite.ts';
import { openStore, openTransfer } from '../open.ts';

storeContract({
  name: 'SQLite',
  create: newDatabase,
  createAnother: newDatabase,
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

async function newDatabase(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'ringtrail-store-'));
  const url = `sqlite:${join(folder, 'store.db')}`;
  return {
    open: () => openStore(url),
    async openTransfer() {
      await releaseClosedFiles();
      return openTransfer(url);
    },
    async markNewer() {
      const newer = new DatabaseSync(join(folder, 'store.db'));
      newer.exec('PRAGMA user_version = 1000');
      newer.close();
    },
    destroy: () => rm(folder, { recursive: true }),
  };
}
