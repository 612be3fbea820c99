import type { Attribution } from './attribution.ts';
import type { Call } from './call.ts';
import { idFrom } from './ids.ts';
import type { LinkRecord, SessionRecord } from './ledger.ts';

/** A link that a call may have come from, and for a session link what is known of its session. */
export type Holder = { link: LinkRecord; session: SessionRecord | null };

/**
 * The weight of calls that nobody on display accounts for, against that of a page that is open: 3 % of calls are
 * taken to be wrong numbers and old notes.
 */
const NOBODY = 0.03;
/** Half of the calls that come at all are dialled with the page closed; most of them within a quarter of an hour. */
const CLOSED_PAGE = 0.5;
const CLOSED_PAGE_MS = 15 * 60_000;
/** A session that had left is named only when it is likelier than not. */
const CLAIM = 0.5;

/**
 * Which session or bucket a call came from: a function of facts alone, so it can be explained and done again.
 * Each link that the number had is weighed by how long its page had been closed; the live one weighs most.
 */
export function attribute(call: Call, holders: readonly Holder[]): Attribution {
  if (call.resolution === 'pinned') return pinned(call);
  const weighed = holders
    .map((holder) => ({ holder, weight: weightOf(holder.link, call.at) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  const total = weighed.reduce((sum, { weight }) => sum + weight, NOBODY);
  const candidates = weighed.map(({ holder, weight }) => ({
    to: holder.link.keyedBy ?? ('session' as const),
    session: holder.link.keyedBy === 'session' ? holder.link.key : null,
    bucket: bucketOf(holder.link),
    link: holder.link.id,
    probability: round(weight / total),
    state: isOpen(holder.link, call.at) ? ('open' as const) : ('closed' as const),
    ageSeconds: 0,
    closedSeconds: isOpen(holder.link, call.at) ? null : closedFor(holder.link, call.at) / 1000,
    callsPerHour: weight,
    factors: [],
  }));

  const best = weighed[0]?.holder;
  const confidence = candidates[0]?.probability ?? 0;
  const isLive = best !== undefined && isOpen(best.link, call.at);
  const claimed = best && (isLive || confidence >= CLAIM) ? best : undefined;
  const to = claimed?.link.keyedBy ?? 'none';
  const bucket = claimed && to === 'bucket' ? bucketOf(claimed.link) : null;
  const session = claimed && to === 'session' ? claimed.session : null;
  const values = bucket ?? session?.facts.values ?? {};
  return {
    ...unattributed(call),
    to,
    session: claimed && to === 'session' ? claimed.link.key : null,
    visitor: session?.facts.visitor ?? null,
    bucket,
    source: values.source || null,
    medium: values.medium || null,
    campaign: values.campaign || null,
    keyword: values.keyword || null,
    landingPage: session?.facts.page ?? null,
    confidence: claimed ? confidence : round(NOBODY / total),
    candidates,
    evidence: evidenceFor(call, best, claimed !== undefined),
    rung: best?.link.keyedBy ?? (call.resolution === 'overflow' ? 'overflow' : 'none'),
  };
}

/** What every attribution of the call says, and that it names nobody. */
function unattributed(call: Call): Attribution {
  return {
    id: idFrom('attr', call.id),
    call: call.id,
    provider: call.provider,
    site: call.site,
    endpoint: call.endpoint,
    to: 'none',
    session: null,
    visitor: null,
    bucket: null,
    source: null,
    medium: null,
    campaign: null,
    keyword: null,
    channel: null,
    landingPage: null,
    clickIds: {},
    firstTouch: null,
    lastTouch: null,
    pages: [],
    callerCalls: null,
    confidence: 0,
    candidates: [],
    buckets: [],
    nobody: 0,
    hazards: null,
    provisional: true,
    evidence: [],
    rung: 'none',
    replaces: null,
    cause: 'call',
    at: call.at,
    madeAt: call.at.toISOString(),
  };
}

/** A pinned number stands for one source and for nobody in particular. */
function pinned(call: Call): Attribution {
  const bucket = call.key === null ? {} : (JSON.parse(call.key) as Record<string, string>);
  return {
    ...unattributed(call),
    to: 'bucket',
    bucket,
    source: bucket.source || null,
    medium: bucket.medium || null,
    campaign: bucket.campaign || null,
    keyword: bucket.keyword || null,
    confidence: round(1 / (1 + NOBODY)),
    evidence: ['The number is pinned: it stands for this source alone.'],
    rung: 'pinned',
  };
}

function weightOf(link: LinkRecord, at: Date): number {
  if (link.startedAt === null || link.startedAt > at) return 0;
  if (isOpen(link, at)) return 1;
  return CLOSED_PAGE * Math.exp(-closedFor(link, at) / CLOSED_PAGE_MS);
}

function isOpen(link: LinkRecord, at: Date): boolean {
  return link.endedAt === null || link.endedAt > at;
}

/** Milliseconds since the page of an ended link was last seen. */
function closedFor(link: LinkRecord, at: Date): number {
  const seen = link.seenAt ?? link.endedAt ?? at;
  return Math.max(0, at.getTime() - seen.getTime());
}

function evidenceFor(call: Call, best: Holder | undefined, isClaimed: boolean): string[] {
  if (call.resolution === 'unknown') return ['The number dialled is none of ours.'];
  if (call.resolution === 'overflow')
    return ["The number is the pool's overflow number, shown to many at once."];
  if (!best) return ['The number had been shown to nobody before the call.'];
  const { link } = best;
  const whose = link.keyedBy === 'bucket' ? 'a bucket of sessions' : 'a session';
  const lines = isOpen(link, call.at)
    ? [`The number was shown to ${whose} when the call came in.`]
    : [
        `Late call: the number had been shown to ${whose}, last seen ${Math.round(closedFor(link, call.at) / 1000)} seconds before.`,
      ];
  if (link.reason === 'over_threshold') {
    lines.push(
      `The number stood for a bucket: ${link.activeSessions} active sessions were more than the threshold of ${link.threshold}.`,
    );
  }
  if (link.reason === 'no_number_for_session')
    lines.push('The number stood for a bucket: none was free for the session.');
  if (!isClaimed) lines.push('That is too long ago to name anybody.');
  return lines;
}

function bucketOf(link: LinkRecord): Record<string, string> | null {
  return link.keyedBy === 'bucket' && link.key !== null
    ? (JSON.parse(link.key) as Record<string, string>)
    : null;
}

function round(probability: number): number {
  return Math.round(probability * 10_000) / 10_000;
}
