/** A provider's numbers, each shown to a series of sessions, and calls to the numbers. */

import type { createAttributor } from '../../src/attribution/attributor.ts';
import type { Call } from '../../src/domain/call.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import type { Store } from '../../src/store/port.ts';
import { numbersFrom } from '../support/provider.ts';
import { endedCall } from './ended-call.ts';

export const PROVIDER = 'prov_bench';
export const NUMBERS = numbersFrom(0, 100);
const SITE = 'site_bench';
const END = Date.UTC(2026, 0, 8);
const EVERY_MS = 600_000;
const VISIT_MS = 240_000;
const BATCH = 500;

/** Attribution reads a site's bucketing from the directory and nothing else. */
export const siteDirectory = {
  get: (kind: string) => (kind === 'sites' ? { bucketing: ['source'] } : undefined),
  hasPlansForRepeatCallers: () => false,
} as unknown as Parameters<typeof createAttributor>[0]['directory'];

/** Fills the history. The last session of each number still has its page open. */
export async function fillHistory(store: Store, depth: number): Promise<void> {
  const entries: LedgerEntry[] = [];
  for (const [n, number] of NUMBERS.entries()) {
    for (let i = 0; i < depth; i++) {
      const begins = END - 60_000 - i * EVERY_MS;
      const [link, session] = [`lnk_${n}_${i}`, `session-${n}-${i}`];
      const base = (ms: number) => ({ id: `${ms}-${n}`, provider: PROVIDER, at: new Date(ms) });
      entries.push({
        ...base(begins),
        ...{ type: 'start', link, number, pool: 'pool_bench', site: SITE, endpoint: 'end_bench' },
        ...{ keyedBy: 'session', key: session, reason: 'within_threshold', former: null, returned: false },
        ...{ activeSessions: 10, threshold: 80 },
      });
      const values = { source: `source-${i % 10}`, medium: 'cpc' };
      const facts = {
        values,
        visitor: `visitor-${n}-${i}`,
        page: 'https://www.example.com/',
        referrer: null,
      };
      entries.push({
        ...base(begins),
        ...{ type: 'shown', link, site: SITE, session, facts: { ...facts, clickIds: {} } },
      });
      const seenAt = new Date(begins + VISIT_MS);
      if (i > 0) entries.push({ ...base(seenAt.getTime()), type: 'end', link, seenAt, cause: 'left' });
    }
  }
  for (let i = 0; i < entries.length; i += BATCH) await store.history.apply(entries.slice(i, i + BATCH));
}

/** Makes a call of a new caller. Calls go to the numbers in turn. */
export function callOf(n: number): Call {
  const of = n % NUMBERS.length;
  return endedCall({
    carrierCallId: `CA${n}`,
    from: `+1212555${String(n).padStart(4, '0')}`,
    to: NUMBERS[of] ?? '',
    at: new Date(END),
    ...{ provider: PROVIDER, pool: 'pool_bench', site: SITE, endpoint: 'end_bench' },
    ...{ link: `lnk_${of}_0`, keyedBy: 'session', key: `session-${of}-0` },
  });
}
