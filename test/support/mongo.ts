import { MongoMemoryServer } from 'mongodb-memory-server';

/** The first start may download a mongod. */
const PATIENCE_MS = 240_000;

export type Mongo = {
  /** The reason why this machine has no MongoDB, otherwise null. */
  missing: string | null;
  /** Returns the url of a database of this name. */
  url(database: string): string;
  stop(): Promise<void>;
};

/**
 * Starts a MongoDB, or returns the reason why it cannot. In CI it rejects instead: nobody would notice that a suite was
 * skipped there.
 */
export async function startMongo(): Promise<Mongo> {
  try {
    const server = await withPatience(MongoMemoryServer.create({ instance: { launchTimeout: PATIENCE_MS } }));
    return {
      missing: null,
      url: (database) => server.getUri(database),
      stop: async () => {
        await server.stop();
      },
    };
  } catch (error) {
    if (process.env.CI === 'true') throw error;
    const missing = String(error).split('\n', 1).join();
    return {
      missing,
      url: () => {
        throw new Error(missing);
      },
      stop: async () => {},
    };
  }
}

async function withPatience<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('mongod did not start in time')), PATIENCE_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
