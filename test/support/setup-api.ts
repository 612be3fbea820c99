/** The routes for records of operators over a store in memory, without HTTP, Redis or a database. */

import type { Consumer } from '../../src/domain/consumer.ts';
import { RINGTRAIL } from '../../src/domain/holder.ts';
import { KINDS, type Kind, type Kinds } from '../../src/domain/model.ts';
import { answer } from '../../src/kernel/answer.ts';
import type { RequestContext } from '../../src/kernel/context.ts';
import { openApiDocument } from '../../src/kernel/openapi.ts';
import type { Route } from '../../src/kernel/route.ts';
import { FirstKey } from '../../src/registry/first-key.ts';
import { Directory, type PoolNumbers, type RecordStore } from '../../src/registry/port.ts';
import { Registry } from '../../src/registry/registry.ts';
import { setupRoutes } from '../../src/registry/routes/setup.ts';
import type { Records, Store } from '../../src/store/port.ts';
import { createCallerNames } from '../../src/voice/caller-names.ts';

/** Records of one kind in memory. They are JSON, as the stores keep them. */
export function memoryRecords<T extends { id: string }>(): Records<T> {
  const texts = new Map<string, string>();
  const read = (text: string): T => JSON.parse(text);
  const save = (record: T) => texts.set(record.id, JSON.stringify(record));
  return {
    add: async (...records) => records.forEach(save),
    get: async (id) => (texts.has(id) ? read(texts.get(id) ?? '') : null),
    list: async ({ limit, after }, owner = {}) =>
      [...texts.values()]
        .map(read)
        .filter((one) => after === undefined || one.id > after)
        .filter((one) => isOf(one, owner))
        .slice(0, limit),
    replace: async (record) => texts.has(record.id) && Boolean(save(record)),
    remove: async (id) => texts.delete(id),
  };
}

function isOf(record: object, owner: object): boolean {
  const wanted = Object.entries(owner).filter(([, id]) => id !== undefined);
  return wanted.every(([member, id]) => (record as Record<string, unknown>)[member] === id);
}

const pools: PoolNumbers = {
  addNumbers: async () => 0,
  withdrawNumbers: async () => 0,
  forgetNumbers: async () => 0,
  removePool: async () => undefined,
  build: async () => undefined,
};

const noteAs: RequestContext['noteAs'] = (named) => ({
  ...named,
  note: () => undefined,
  concern: () => undefined,
});
const CONTEXT = {
  requestId: 'req-1',
  headers: {},
  address: '',
  forwardedBase: null,
  holder: RINGTRAIL,
  noteAs,
};

/**
 * @param consumers the consumers that need their provider
 * @param more makes further routes
 */
export function createSetupApi(
  consumers: Records<Consumer> = memoryRecords(),
  more: (parts: { directory: Directory; store: RecordStore }) => Route[] = () => [],
) {
  const directory = new Directory();
  let announced = 0;
  const store: RecordStore = {
    providers: memoryRecords(),
    pools: memoryRecords(),
    numbers: memoryRecords(),
    sites: memoryRecords(),
    endpoints: memoryRecords(),
    keys: memoryRecords(),
    people: memoryRecords(),
    shares: memoryRecords(),
    blocks: memoryRecords(),
  };
  const calls = { get: async () => null, list: async () => [] } as unknown as Store['calls'];
  const callers = createCallerNames('a secret', directory);
  const sync = {
    directory,
    put: <K extends Kind>(kind: K, records: readonly Kinds[K][]) => {
      for (const record of records) directory.put(kind, record);
    },
    remove: (kind: Kind, id: string) => directory.remove(kind, id),
    announced: async () => {
      announced += 1;
    },
    waitUntilKnown: async () => true,
  };
  const registry = new Registry({
    store: { ...store, calls, consumers },
    callers,
    sync,
    pools,
    cannot: () => null,
    forgetPerson: async () => undefined,
    checkSavedQuery: () => undefined,
    firstKey: new FirstKey(
      directory,
      { secret: 'the-first', setBy: 'RINGTRAIL_ADMIN_KEY' },
      () => new Date(),
    ),
    now: () => new Date(),
  });
  const routes = setupRoutes({
    registry,
    directory,
    narrow: () => ({ ...store, calls }),
    callers,
    idempotency: (_request, work) => work(),
    publicUrl: 'https://numbers.example',
    credentials: { get: async () => null },
    lastUse: { of: async () => [] },
  });

  const all = [...routes, ...more({ directory, store })];

  return {
    directory,
    store,
    kinds: KINDS,
    registry,
    /** Returns how often the registry has waited until its changes were announced. */
    announced: () => announced,
    openApi: () => openApiDocument({ routes, webhooks: [], version: '0' }),
    /** Answers a request. Rejects with `Problem` when its input is refused. */
    async request(
      method: string,
      path: string,
      { id, body, query = {} }: { id?: string; body?: object; query?: object } = {},
    ) {
      const route = all.find((one) => one.method === method && one.path === path);
      if (!route) throw new Error(`There is no ${method} ${path}.`);
      const context = { ...CONTEXT, method, url: path };
      return answer(route, { params: { id }, query, body }, context);
    },
  };
}
