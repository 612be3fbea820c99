import { createHash, randomBytes } from 'node:crypto';
import type { Access, AuditEntry, AuditedChange } from '../domain/audit.ts';
import { mask, withoutNumbers } from '../domain/phone.ts';
import type { Audit } from '../store/port.ts';

const MINUTE_MS = 60_000;
const FLUSH_MS = 2000;
/** Different entries that wait while the store is away. One with large changes counts as several. */
const MAX_WAITING_ENTRIES = 10_000;
const COUNTED_LENGTH = 4000;

export type AuditLogOptions = {
  audit: Pick<Audit, 'note'>;
  now: () => Date;
  onFailed: (error: unknown) => void;
  /** Is called for each entry that finds no room. */
  onLost: () => void;
};

/**
 * Notes who made which request. No request waits for it: entries gather in memory and are stored every two seconds.
 * Equal requests of one minute are one entry with a count. A request that changed records is an entry of its own.
 */
export function createAuditLog({ audit, now, onFailed, onLost }: AuditLogOptions) {
  let waiting = new Map<string, AuditEntry>();
  let waitingCount = 0;
  let flushing: Promise<void> = Promise.resolve();

  function put(entry: AuditEntry): void {
    const known = waiting.get(entry.id);
    if (known) {
      known.count += entry.count;
      return;
    }
    if (waitingCount >= MAX_WAITING_ENTRIES) {
      onLost();
      return;
    }
    waiting.set(entry.id, entry);
    waitingCount += countOf(entry);
  }

  async function store(): Promise<void> {
    const entries = [...waiting.values()];
    if (entries.length === 0) return;
    waiting = new Map();
    waitingCount = 0;
    try {
      await audit.note(entries);
    } catch (error) {
      onFailed(error);
      for (const entry of entries) put(entry);
    }
  }

  function flush(): Promise<void> {
    flushing = flushing.then(store);
    return flushing;
  }

  const timer = setInterval(flush, FLUSH_MS);
  timer.unref();

  return {
    note({ query, changes, ...access }: Access): void {
      const at = now();
      const masked = Object.fromEntries(
        Object.entries(query).map(([name, value]) => [name, hide(name, value)]),
      );
      const minute = String(Math.floor(at.getTime() / MINUTE_MS)).padStart(9, '0');
      const word = changes.length > 0 ? wordOf(at) : digestOf([access, masked]);
      put({
        ...{ id: `aud_${minute}${word}`, ...access, query: masked },
        ...{ changes: changes.map(withoutCallers), at: at.toISOString(), count: 1 },
      });
    },
    flush,
    async close(): Promise<void> {
      clearInterval(timer);
      await flush();
    },
  };
}

export type AuditLog = ReturnType<typeof createAuditLog>;

/** Masks a value that names a person. The log holds queries, and must not become another place with personal data. */
function hide(name: string, value: string): string {
  const isPersonal = ['caller', 'visitor', 'from'].includes(name) || /^[+ ]?\d{7,15}$/.test(value);
  return isPersonal ? mask(value) : value.slice(0, 200);
}

function digestOf(same: unknown): string {
  return createHash('sha256').update(JSON.stringify(same)).digest('hex').slice(0, 16);
}

/** Returns a word of its own, which sorts by the time within the minute. */
function wordOf(at: Date): string {
  const ms = at.getTime() % MINUTE_MS;
  return ms.toString(16).padStart(4, '0') + randomBytes(6).toString('hex');
}

function countOf({ changes }: AuditEntry): number {
  return changes.length === 0 ? 1 : 1 + Math.floor(JSON.stringify(changes).length / COUNTED_LENGTH);
}

/** Members that list callers, in routing plans, and those that hold one, in blocks. An erasure would not find them here. */
const LISTS_OF_CALLERS = ['blocked', 'allowed'];
const CALLERS = ['caller'];

/** Returns the change with masked callers. */
function withoutCallers(change: AuditedChange): AuditedChange {
  const text = JSON.stringify(change, (name, value) => {
    if (LISTS_OF_CALLERS.includes(name) && Array.isArray(value)) return value.map((one) => mask(String(one)));
    if (CALLERS.includes(name) && typeof value === 'string') return mask(value);
    return name === 'note' && typeof value === 'string' ? withoutNumbers(value) : value;
  });
  return JSON.parse(text);
}
