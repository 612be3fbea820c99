import { createHash } from 'node:crypto';
import type { AuditEntry } from '../domain/audit.ts';
import { mask } from '../domain/phone.ts';
import type { Audit } from '../store/port.ts';

const MINUTE_MS = 60_000;
const FLUSH_MS = 2000;
/** While the store is away so many different entries wait. */
const MAX_WAITING_ENTRIES = 10_000;

export type Access = Pick<AuditEntry, 'key' | 'name' | 'method' | 'route' | 'ids' | 'query' | 'status'>;

export type AuditLogOptions = {
  audit: Pick<Audit, 'note'>;
  now: () => Date;
  onFailed: (error: unknown) => void;
  /** Told when an entry is given up. */
  onLost: () => void;
};

/**
 * Writes down who asked for what, behind the back of the request: entries gather in memory and are stored every two
 * seconds. The same asked for again within a minute is one entry that counts.
 */
export function createAuditLog({ audit, now, onFailed, onLost }: AuditLogOptions) {
  let waiting = new Map<string, AuditEntry>();
  let flushing: Promise<void> = Promise.resolve();

  function put(entry: AuditEntry): void {
    const known = waiting.get(entry.id);
    if (known) known.count += entry.count;
    else if (waiting.size < MAX_WAITING_ENTRIES) waiting.set(entry.id, entry);
    else onLost();
  }

  async function store(): Promise<void> {
    const entries = [...waiting.values()];
    if (entries.length === 0) return;
    waiting = new Map();
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
    note({ query, ...access }: Access): void {
      const at = now();
      const masked = Object.fromEntries(
        Object.entries(query).map(([name, value]) => [name, hide(name, value)]),
      );
      const same = JSON.stringify([access, masked]);
      const digest = createHash('sha256').update(same).digest('hex').slice(0, 16);
      const minute = String(Math.floor(at.getTime() / MINUTE_MS)).padStart(9, '0');
      put({ id: `aud_${minute}${digest}`, ...access, query: masked, at: at.toISOString(), count: 1 });
    },
    flush,
    async close(): Promise<void> {
      clearInterval(timer);
      await flush();
    },
  };
}

export type AuditLog = ReturnType<typeof createAuditLog>;

/** The log says what was asked for, and must not become one more place that tells of people. */
function hide(name: string, value: string): string {
  const tellsOfPerson = ['caller', 'visitor', 'from'].includes(name) || /^[+ ]?\d{7,15}$/.test(value);
  return tellsOfPerson ? mask(value) : value.slice(0, 200);
}
