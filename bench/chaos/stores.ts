import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { freePort } from './child.ts';
import type { StoreName } from './options.ts';

/** A way to take the store away. `start` resolves with the function that brings the store back. */
export type StoreFault = { name: string; start(): Promise<() => Promise<void>> };

export type ChaosStore = {
  name: StoreName;
  /** The port of its server. null: the store is a file. */
  port: number | null;
  url(port: number | null): string;
  faults: readonly StoreFault[];
  stop(): Promise<void>;
};

export function startStore(name: StoreName, folder: string): Promise<ChaosStore> {
  return name === 'sqlite' ? startSqlite(folder) : startMongo(folder);
}

async function startSqlite(root: string): Promise<ChaosStore> {
  const folder = join(root, 'store');
  const elsewhere = join(root, 'store-elsewhere');
  const path = join(folder, 'ringtrail.db');
  await mkdir(folder, { recursive: true });

  const locked: StoreFault = {
    name: 'the store is locked',
    async start() {
      const database = new DatabaseSync(path, { timeout: 2000 });
      database.exec('BEGIN IMMEDIATE');
      return async () => {
        database.exec('ROLLBACK');
        database.close();
      };
    },
  };
  const withdrawn: StoreFault = {
    name: 'the folder of the store is away',
    async start() {
      await rename(folder, elsewhere);
      return async () => {
        // A process that started meanwhile may have made the folder again.
        await rm(folder, { recursive: true, force: true });
        await rename(elsewhere, folder);
      };
    },
  };
  return {
    name: 'sqlite',
    port: null,
    url: () => `sqlite:${path}`,
    faults: [locked, withdrawn],
    stop: async () => undefined,
  };
}

async function startMongo(root: string): Promise<ChaosStore> {
  const { MongoMemoryServer } = await import('mongodb-memory-server');
  const dbPath = join(root, 'mongo');
  await mkdir(dbPath, { recursive: true });
  const port = await freePort();
  // Without `portGeneration: false` the launcher takes another port for some seconds after it has used one.
  const instance = {
    dbPath,
    port,
    portGeneration: false,
    storageEngine: 'wiredTiger',
    launchTimeout: 120_000,
  } as const;
  const launch = () => MongoMemoryServer.create({ instance });
  let server = await launch();
  const signal = (name: NodeJS.Signals) => server.instanceInfo?.instance.mongodProcess?.kill(name);

  const hung: StoreFault = {
    name: 'mongod is stopped by SIGSTOP',
    async start() {
      signal('SIGSTOP');
      return async () => void signal('SIGCONT');
    },
  };
  const killed: StoreFault = {
    name: 'mongod is killed',
    async start() {
      signal('SIGKILL');
      await server.stop({ doCleanup: false });
      return async () => {
        server = await launch();
      };
    },
  };
  return {
    name: 'mongodb',
    port,
    url: (reachedAt) => `mongodb://127.0.0.1:${reachedAt ?? port}/chaos`,
    faults: [hung, killed],
    stop: async () => void (await server.stop({ doCleanup: false })),
  };
}
