import { createHash } from 'node:crypto';
import type { Access, AuditEntry } from '../domain/audit.ts';
import { mask } from '../domain/phone.ts';
import type { Audit } from '../store/port.ts';

const MINUTE_MS = 60_000;
const FLUSH_MS = 2000;
/** Different entries that wait while the store is away. */
const MAX_WAITING_ENTRIES = 10_000;

export type AuditLogOptions = {
  audit: Pick<Audit, 'note'>;
  now: () => Date;
  onFailed: (error: unknown) => void;
  /** Is called for each entry that finds no room. */
  onLost: () => void;
};

/**
 * Notes which key made which request. No request waits for it: entries gather in memory and are stored every two seconds.
 * Equal requests of one minute are one entry with a count.
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

/** Masks a value that names a person. The log holds queries, and must not become another place with personal data. */
function hide(name: string, value: string): string {
  const isPersonal = ['caller', 'visitor', 'from'].includes(name) || /^[+ ]?\d{7,15}$/.test(value);
  return isPersonal ? mask(value) : value.slice(0, 200);
}
