import { MongoMemoryServer } from 'mongodb-memory-server';

/** The first start may have to download a mongod. */
const PATIENCE_MS = 240_000;

export type Mongo = {
  /** Why there is none on this machine. */
  missing: string | null;
  /** The url of a database of this name. */
  url(database: string): string;
  stop(): Promise<void>;
};

/**
 * Starts a MongoDB, or says why none can be had on this machine. In CI there must be one: a suite that is left out
 * there would go unnoticed.
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
