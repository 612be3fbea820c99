import type { BrowserCheck } from '../../../../tools/client/operations.ts';

export type Verdict = 'works' | 'refused' | 'none' | 'analytics_only' | 'late' | 'waiting';

/** A page that has not allocations for a number after this time will not. Slow pages and consent dialogues take some seconds. */
const LATE_MS = 20_000;

/** Returns what the requests of the checked page say about its tags. */
export function verdictOf({
  at,
  begunAt,
  requests,
}: Pick<BrowserCheck, 'at' | 'begunAt' | 'requests'>): Verdict {
  const allocations = requests.filter(({ type }) => type === 'allocation');
  if (allocations.some(({ number }) => number !== null)) return 'works';
  if (requests.some(({ problem }) => problem !== null)) return 'refused';
  if (allocations.length > 0) return 'none';
  if (Date.parse(at) - Date.parse(begunAt) < LATE_MS) return 'waiting';
  return requests.length > 0 ? 'analytics_only' : 'late';
}
