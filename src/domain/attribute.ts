import type { Attribution, Candidate, Touch } from './attribution.ts';
import type { AttributionFacts } from './attribution-facts.ts';
import { channelOf } from './channel.ts';
import { bucketOf } from './confidence/holder.ts';
import { type Posterior, posterior, type Weighed } from './confidence/posterior.ts';
import { evidenceOf } from './evidence-sentences.ts';
import { explain, finding } from './explain.ts';
import type { Finding } from './finding.ts';
import { idFrom } from './ids.ts';
import { firstTouch, lastTouch } from './touches.ts';

/** A bucket is named from this probability on. */
const BUCKET_CLAIM = 0.5;
const MAX_CANDIDATES = 10;
const MAX_BUCKETS = 5;
/** The confidence of a pinned number. It assumes that 3 % of calls are wrong numbers and old notes. */
const PINNED_CONFIDENCE = 1 / 1.03;

/** Attributes a call. A pure function of the facts, so that it can be explained and repeated. */
export function attribute(facts: AttributionFacts): Attribution {
  const { call, holders, isCut, caller, model, claimAt } = facts;
  if (call.resolution === 'pinned') return pinned(facts);
  const { at } = call;
  const found = posterior(holders, { at, hazards: model.hazards, caller, isCut });
  const session = found.sessions.find(isNameable);
  const bucket = found.buckets[0];
  const named = session && session.probability >= claimAt ? session : null;
  const share = !named && bucket && bucket.probability >= BUCKET_CLAIM ? bucket : null;
  return {
    ...unattributed(facts),
    ...(named && sessionFacts(named)),
    ...(share && { to: 'bucket' as const, ...bucketFacts(JSON.parse(share.id)) }),
    confidence: round(named?.probability ?? share?.probability ?? found.nobody),
    candidates: found.sessions.slice(0, MAX_CANDIDATES).map(candidate),
    buckets: found.buckets
      .slice(0, MAX_BUCKETS)
      .map(({ id, probability }) => ({ bucket: JSON.parse(id), probability: round(probability) })),
    nobody: round(found.nobody),
    hazards: model.version,
    provisional: model.version === null,
    ...explained(explain(facts, found, { named, share })),
    rung: rungOf(facts, found),
  };
}

/** Returns the findings of an attribution, each also as a sentence. */
export function explained(findings: Finding[]): Pick<Attribution, 'evidence' | 'findings'> {
  return { evidence: evidenceOf(findings), findings };
}

/** Checks whether the session had a number of its own. A bucket's number or an overflow number names no session. */
function isNameable({ holder: { showing } }: Weighed): boolean {
  return showing.keyedBy === 'session';
}

/** Returns the attribution of the call to nobody. */
export function unattributed({
  call,
  caller,
  madeAt,
}: Pick<AttributionFacts, 'call' | 'caller' | 'madeAt'>): Attribution {
  return {
    id: idFrom('attr', call.id),
    call: call.id,
    provider: call.provider,
    site: call.site,
    endpoint: call.endpoint,
    number: call.to,
    ...unnamed(),
    callerCalls: caller.calls,
    confidence: 0,
    candidates: [],
    buckets: [],
    nobody: 0,
    hazards: null,
    provisional: false,
    ...explained([]),
    outcome: call.outcome,
    talkSeconds: call.talkSeconds,
    rung: 'none',
    replaces: null,
    cause: 'call',
    at: call.at,
    madeAt: madeAt.toISOString(),
    ...(call.requestId !== undefined && { requestId: call.requestId }),
  };
}

/** Returns the fields of an attribution that names no session, bucket or visit. */
export function unnamed() {
  return {
    to: 'none',
    session: null,
    visitor: null,
    bucket: null,
    source: null,
    medium: null,
    campaign: null,
    keyword: null,
    channel: null,
    location: null,
    landingPage: null,
    clickIds: {},
    firstTouch: null,
    lastTouch: null,
    pages: [],
  } satisfies Partial<Attribution>;
}

/** A pinned number stands for one source, and for no session. */
function pinned(facts: AttributionFacts): Attribution {
  const { key } = facts.call;
  return {
    ...unattributed(facts),
    to: 'bucket',
    ...bucketFacts(key === null ? {} : JSON.parse(key)),
    confidence: round(PINNED_CONFIDENCE),
    nobody: round(1 - PINNED_CONFIDENCE),
    ...explained([finding('pinned')]),
    rung: 'pinned',
  };
}

function sessionFacts({ holder: { showing, visit } }: Weighed): Partial<Attribution> {
  return { to: 'session', session: showing.session, site: showing.site, ...visitFacts(visit?.facts) };
}

/** Returns the fields of an attribution that describe the visit. */
export function visitFacts(facts: Parameters<typeof lastTouch>[0] | undefined): Partial<Attribution> {
  if (!facts) return {};
  const { values, visitor, page, clickIds } = facts;
  const touch = lastTouch(facts);
  return {
    ...sourceFacts(touch ?? values),
    visitor,
    location: values.location || null,
    landingPage: page,
    clickIds,
    firstTouch: firstTouch(facts),
    lastTouch: touch,
    channel: touch?.channel ?? null,
  };
}

/** Returns the fields of an attribution that follow from a bucket's values. */
export function bucketFacts(bucket: Record<string, string>): Partial<Attribution> {
  const hasTraffic = ['source', 'medium', 'campaign'].some((criterion) => bucket[criterion]);
  return {
    bucket,
    ...sourceFacts(bucket),
    location: bucket.location || null,
    channel: hasTraffic ? channelOf(bucket) : null,
  };
}

function sourceFacts(values: Record<string, string> | Touch): Partial<Attribution> {
  const { source, medium, campaign, keyword } = values;
  return {
    source: source || null,
    medium: medium || null,
    campaign: campaign || null,
    keyword: keyword || null,
  };
}

function candidate({ holder, probability, ...weighed }: Weighed): Candidate {
  const { link, session } = holder.showing;
  const bucket = bucketOf(holder);
  return {
    to: session === null ? 'bucket' : 'session',
    session,
    bucket: bucket === null ? null : JSON.parse(bucket),
    link,
    probability: round(probability),
    state: weighed.closedSeconds === null ? 'open' : 'closed',
    ageSeconds: round(weighed.ageSeconds),
    closedSeconds: weighed.closedSeconds === null ? null : round(weighed.closedSeconds),
    callsPerHour: round(weighed.rate * 3600),
    factors: weighed.factors.map(({ of, ratio }) => ({ of, ratio: round(ratio) })),
  };
}

function rungOf({ call }: AttributionFacts, { sessions }: Posterior): Attribution['rung'] {
  if (call.resolution === 'overflow') return 'overflow';
  return sessions[0]?.holder.showing.keyedBy ?? 'none';
}

function round(figure: number): number {
  return Math.round(figure * 10_000) / 10_000;
}
