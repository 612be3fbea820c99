import { fitFrom } from '../domain/confidence/hazards.ts';
import { PRIOR } from '../domain/confidence/prior.ts';
import type { Pool } from '../domain/model.ts';
import { callLawOf, type PlannedTraffic } from '../domain/pool-plan.ts';
import { SLOT_MS, slotStart } from '../domain/report.ts';
import { TRAFFIC, type VisitCell, type VisitSlot } from '../domain/visit-slot.ts';
import { allPages } from '../infra/all-pages.ts';
import type { Directory } from '../registry/port.ts';
import type { NarrowedStore, Store } from '../store/port.ts';

/** Traffic is measured over the last week, so that each hour of the week counts once. */
const MEASURED_MS = 7 * 86_400_000;
/** The mean time of a session's number is measured from the latest links of some numbers. */
const SAMPLED_NUMBERS = 20;
const SAMPLED_LINKS = 100;
/** The mean time without any link: a visit of three and a half minutes, and the hold after it. */
const USUAL_VISIT_SECONDS = 210;

export type PlanStore = Pick<Store, 'fits'> & {
  history: Pick<Store['history'], 'linksOf'>;
  visits: Pick<NarrowedStore['visits'], 'list'>;
};

/** Figures that somebody has typed take the place of measured ones. */
export type TypedTraffic = {
  sessionsPerHour?: number | undefined;
  holdSeconds?: number | undefined;
  callsPerSession?: number | undefined;
};

export type MeasuredTraffic = PlannedTraffic & { since: Date; until: Date; isFitted: boolean };

/** Measures the traffic of the pool: its sessions, the time of their numbers, its buckets, and when its callers call. */
export async function measureTraffic(
  pool: Pool,
  directory: Pick<Directory, 'get' | 'all' | 'numbersOf'>,
  store: PlanStore,
  now: Date,
  typed: TypedTraffic,
): Promise<MeasuredTraffic> {
  const until = slotStart(now);
  const since = new Date(until.getTime() - MEASURED_MS);
  const slots = await slotsOf(pool, directory, store, { since, until });
  const holdSeconds = typed.holdSeconds ?? (await measuredHold(pool, directory, store, { since, until }));
  const fit = await store.fits.latest(pool.provider);
  const law = callLawOf(fit ? fitFrom(fit).hazards : PRIOR, holdSeconds);
  const { sessionsPerHour, callsPerSession = law.callsPerSession } = typed;
  return {
    ...{ since, until, isFitted: fit !== null, holdSeconds },
    quarters: sessionsPerHour === undefined ? quartersOf(slots, since) : [sessionsPerHour / 4],
    buckets: bucketsOf(slots),
    law: { ...law, callsPerSession },
    policy: directory.get('providers', pool.provider)?.policy ?? 'threshold',
  };
}

type Period = { since: Date; until: Date };

/** Returns the counted sessions of the sites that use the pool. */
async function slotsOf(
  { id, provider }: Pool,
  directory: Pick<Directory, 'all'>,
  { visits }: PlanStore,
  period: Period,
): Promise<VisitSlot[]> {
  const sites = new Set([...directory.all('sites')].flatMap((site) => (site.pool === id ? [site.id] : [])));
  const found: VisitSlot[] = [];
  for await (const page of allPages(visits, { provider, ...period }))
    found.push(...page.filter(({ site }) => sites.has(site)));
  return found;
}

function quartersOf(slots: readonly VisitSlot[], since: Date): number[] {
  const quarters: number[] = Array(MEASURED_MS / SLOT_MS).fill(0);
  for (const { at, cells } of slots) {
    const quarter = (at.getTime() - since.getTime()) / SLOT_MS;
    quarters[quarter] = (quarters[quarter] ?? 0) + sessionsIn(cells);
  }
  return quarters;
}

/** Returns the share of each combination of traffic. It stands for a bucket, because sessions are not counted by bucket. */
function bucketsOf(slots: readonly VisitSlot[]): number[] {
  const sessions = new Map<string, number>();
  for (const cell of slots.flatMap(({ cells }) => cells)) {
    const key = JSON.stringify(TRAFFIC.map((name) => cell[name]));
    sessions.set(key, (sessions.get(key) ?? 0) + cell.sessions);
  }
  const total = [...sessions.values()].reduce((sum, count) => sum + count, 0);
  return total > 0 ? [...sessions.values()].map((count) => count / total) : [];
}

function sessionsIn(cells: readonly VisitCell[]): number {
  return cells.reduce((sum, { sessions }) => sum + sessions, 0);
}

/** Returns the mean seconds for which the latest sessions held their numbers. */
async function measuredHold(
  { id, provider, holdSeconds }: Pool,
  directory: Pick<Directory, 'numbersOf'>,
  { history }: PlanStore,
  { since, until }: Period,
): Promise<number> {
  const numbers = directory.numbersOf(id).slice(0, SAMPLED_NUMBERS);
  const links = await Promise.all(
    numbers.map(({ number }) => history.linksOf(provider, number, until, SAMPLED_LINKS)),
  );
  const held = links
    .flat()
    .filter(({ pool, keyedBy }) => pool === id && keyedBy === 'session')
    .flatMap(({ startedAt, endedAt }) =>
      startedAt && endedAt && startedAt >= since ? [endedAt.getTime() - startedAt.getTime()] : [],
    );
  if (held.length === 0) return USUAL_VISIT_SECONDS + holdSeconds;
  return held.reduce((sum, ms) => sum + ms, 0) / held.length / 1000;
}
