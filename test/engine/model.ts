import type { PoolSettings } from '../../src/allocation/engine/pool.ts';
import type {
  AllocationInput,
  AllocationReply,
  RenewalReply,
  ResolveReply,
} from '../../src/allocation/engine/ports.ts';
import type { KeyedBy } from '../../src/domain/ledger.ts';
import type { Zone } from '../../src/domain/phone.ts';

export type ModelLink = {
  id: string;
  number: string;
  by: KeyedBy;
  endpoint: string;
  site: string;
  key: string;
  reason: AllocationReply['reason'];
  seen: number;
  ends: number;
  ended: number | null;
  /** Of a bucket link: session -> last sign of life. The empty session stands for visitors without a session. */
  shown: Map<string, number>;
  /** The key of the visitor of a session link. Empty when the visitor is unknown. */
  visitor: string;
};

export type ModelNumber = {
  number: string;
  zone: Zone;
  withdrawn: boolean;
  link: ModelLink | null;
  /** The start of its rest. Null while it is linked or withdrawn. */
  freeSince: number | null;
};

export type ModelAnswer = Omit<AllocationReply, 'requests' | 'resetMs' | 'began'>;

/**
 * A pool by the rules alone, without anything for speed. A link ends at the moment its hold runs out, and each method
 * looks at all records.
 */
export class PoolModel {
  readonly numbers = new Map<string, ModelNumber>();
  readonly links = new Map<string, ModelLink>();
  private readonly lastNumber = new Map<string, string>();
  private readonly active = new Map<string, Map<string, number>>();
  private readonly modes = new Map<string, 'session' | 'bucket'>();
  private added = 0;
  settings: PoolSettings;

  constructor(settings: PoolSettings) {
    this.settings = settings;
  }

  get size(): number {
    return [...this.numbers.values()].filter((n) => n.freeSince !== null || isLive(n.link)).length;
  }

  live(): ModelLink[] {
    return [...this.numbers.values()].flatMap(({ link }) => (link && isLive(link) ? [link] : []));
  }

  /** Returns the free numbers of a country or an area, the longest rested first. */
  free(zone: string): string[] {
    return [...this.numbers.values()]
      .filter((n) => n.freeSince !== null && (n.zone.country === zone || n.zone.area === zone))
      .sort((a, b) => (a.freeSince ?? 0) - (b.freeSince ?? 0) || (a.number < b.number ? -1 : 1))
      .map(({ number }) => number);
  }

  expire(now: number): void {
    for (const link of this.live()) if (link.ends <= now) this.end(link, link.ends);
  }

  activeSessions(now: number, site: string): number {
    const scope = this.scopeOf(site);
    const since = now - this.settings.activeSeconds * 1000;
    return [...(this.active.get(scope)?.values() ?? [])].filter((seen) => seen >= since).length;
  }

  limits(): { threshold: number; reserve: number } {
    const { threshold, otherNumbers, reserve } = this.settings;
    const reserved = reserve ?? (threshold === null ? Math.max(1, Math.floor(this.size / 5)) : 0);
    return { threshold: threshold ?? Math.max(0, this.size - reserved) + otherNumbers, reserve: reserved };
  }

  allocate(now: number, ask: AllocationInput): ModelAnswer {
    this.expire(now);
    const { threshold, reserve } = this.limits();
    if (ask.session) this.signOfLife(now, ask.site, ask.session);
    const activeSessions = this.activeSessions(now, ask.site);
    const isBucket = this.choose(activeSessions, threshold, ask.site);
    const rungs: [KeyedBy, AllocationReply['reason']][] =
      ask.session === ''
        ? [['bucket', 'no_session']]
        : isBucket
          ? [['bucket', 'over_threshold']]
          : [
              ['session', 'within_threshold'],
              ['bucket', 'no_number_for_session'],
            ];
    const base = { now, activeSessions, threshold };
    for (const [by, reason] of rungs) {
      const link = this.numberFor(now, ask, by, reason, reserve);
      if (link) {
        return { ...base, keyedBy: by, reason, number: link.number, link: link.id, ends: link.ends };
      }
    }
    const { overflowNumber, holdSeconds } = this.settings;
    const without = { ...base, reason: 'no_number_free' as const, link: '' };
    if (!overflowNumber) return { ...without, keyedBy: 'none', number: '', ends: 0 };
    return { ...without, keyedBy: 'overflow', number: overflowNumber, ends: now + holdSeconds * 1000 };
  }

  renew(now: number, id: string, session: string): RenewalReply | null {
    this.expire(now);
    const link = this.links.get(id);
    if (!link || !isLive(link)) return null;
    const hold = this.settings.holdSeconds * 1000;
    if (link.by === 'bucket') {
      const seen = link.shown.get(session);
      if (session !== '' && (seen === undefined || seen <= now - hold)) return null;
      link.shown.set(session, now);
    }
    const alive = link.by === 'session' ? link.key : session;
    this.keepAlive(now, link);
    if (alive) this.signOfLife(now, link.site, alive);
    const { by: keyedBy, reason, number, ends } = link;
    return { keyedBy, reason, number, link: id, ends, now };
  }

  leaveLink(now: number, id: string, session: string): number {
    this.expire(now);
    const link = this.links.get(id);
    if (!link || !isLive(link)) return 0;
    if (link.by === 'session') {
      if (link.key !== session) return 0;
      this.end(link, now);
      return 1;
    }
    if (!link.shown.delete(session)) return 0;
    const latest = Math.max(...link.shown.values());
    const hold = link.ends - link.seen;
    if (latest + hold > now) {
      link.ends = Math.min(link.ends, latest + hold);
      link.seen = latest;
      return 0;
    }
    this.end(link, now);
    return 1;
  }

  leaveSite(now: number, session: string, site: string, endpoints: readonly string[]): number {
    this.expire(now);
    const left = this.live().filter(
      (link) =>
        link.by === 'session' &&
        link.key === session &&
        link.site === site &&
        endpoints.includes(link.endpoint),
    );
    for (const link of left) this.end(link, now);
    return left.length;
  }

  hit(now: number, site: string, session: string): void {
    const scope = this.scopeOf(site);
    const active = this.active.get(scope);
    if (active?.has(`${site}|${session}`)) active.set(`${site}|${session}`, now);
  }

  resolve(now: number, number: string): Omit<ResolveReply, 'at' | 'last'> {
    this.expire(now);
    const link = this.numbers.get(number)?.link;
    if (!link) return { kind: 'unlinked', link: '', keyedBy: '', key: '', endpoint: '', site: '' };
    const { id, by: keyedBy, key, endpoint, site } = link;
    return { kind: isLive(link) ? 'live' : 'late', link: id, keyedBy, key, endpoint, site };
  }

  add(now: number, numbers: readonly { number: string; zone: Zone }[]): number {
    this.expire(now);
    let added = 0;
    for (const { number, zone } of numbers) {
      const there = this.numbers.get(number);
      if (there && !there.withdrawn) continue;
      added += 1;
      const record = there ?? { number, zone, withdrawn: false, link: null, freeSince: null };
      record.withdrawn = false;
      this.numbers.set(number, record);
      if (isLive(record.link)) continue;
      if (!record.link) this.added += 1;
      record.freeSince = record.link?.ended ?? this.added;
    }
    return added;
  }

  withdraw(now: number, number: string, state: 'paused' | 'retired'): number {
    this.expire(now);
    const record = this.numbers.get(number);
    if (!record) return 0;
    const wasInUse = !record.withdrawn;
    record.withdrawn = true;
    record.freeSince = null;
    if (state === 'retired' && record.link && isLive(record.link)) this.end(record.link, now);
    return wasInUse ? 1 : 0;
  }

  /** Returns the kind of key for one more active session. */
  nextKeyedBy(now: number, site: string): KeyedBy {
    const count = this.activeSessions(now, site) + 1;
    return this.exceeds(count, this.limits().threshold, this.scopeOf(site)) ? 'bucket' : 'session';
  }

  private scopeOf(site: string): string {
    return this.settings.countedBy === 'site' ? site : '';
  }

  private exceeds(count: number, threshold: number, scope: string): boolean {
    const { hysteresis, boundary } = this.settings;
    const wasBucket = hysteresis > 0 && this.modes.get(scope) === 'bucket';
    const limit = wasBucket ? threshold - hysteresis : threshold;
    return boundary === 'reaching' ? count >= limit : count > limit;
  }

  private choose(count: number, threshold: number, site: string): boolean {
    const scope = this.scopeOf(site);
    const isBucket = this.exceeds(count, threshold, scope);
    if (this.settings.hysteresis > 0) this.modes.set(scope, isBucket ? 'bucket' : 'session');
    return isBucket;
  }

  private numberFor(
    now: number,
    ask: AllocationInput,
    by: KeyedBy,
    reason: AllocationReply['reason'],
    reserve: number,
  ): ModelLink | null {
    const key = by === 'session' ? ask.session : ask.bucket;
    const combination = JSON.stringify([by, ask.endpoint, ask.site, key]);
    const visitor =
      by === 'session' && ask.visitor ? JSON.stringify(['visitor', ask.endpoint, ask.site, ask.visitor]) : '';
    const last = this.lastNumber.get(combination) ?? this.lastNumber.get(visitor);
    const former = last === undefined ? undefined : this.numbers.get(last)?.link;
    if (former && isLive(former) && keyOf(former) === combination) {
      this.keepAlive(now, former);
      if (by === 'bucket') former.shown.set(ask.session, now);
      return former;
    }
    const { country, area } = ask.zone;
    const free = this.free(country);
    if (by === 'session' && reserve > 0) {
      const buckets = this.live().filter((link) => link.by === 'bucket').length;
      if (free.length <= Math.max(0, reserve - buckets)) return null;
    }
    const longestRested = (area ? this.free(area)[0] : undefined) ?? free[0];
    const number = last !== undefined && free.includes(last) ? last : longestRested;
    const record = number === undefined ? undefined : this.numbers.get(number);
    if (!record) return null;
    if (record.link) {
      for (const lost of [keyOf(record.link), record.link.visitor])
        if (this.lastNumber.get(lost) === record.number) this.lastNumber.delete(lost);
    }
    this.lastNumber.set(combination, record.number);
    if (visitor) this.lastNumber.set(visitor, record.number);
    const link: ModelLink = {
      id: `${ask.linkIdPrefix}${record.number.slice(1)}`,
      number: record.number,
      by,
      endpoint: ask.endpoint,
      site: ask.site,
      key,
      reason,
      seen: now,
      ends: now + this.settings.holdSeconds * 1000,
      ended: null,
      shown: new Map(by === 'bucket' ? [[ask.session, now]] : []),
      visitor,
    };
    record.link = link;
    record.freeSince = null;
    this.links.set(link.id, link);
    return link;
  }

  private keepAlive(now: number, link: ModelLink): void {
    const hold = this.settings.holdSeconds * 1000;
    link.seen = now;
    link.ends = now + hold;
    for (const [session, seen] of link.shown) if (seen <= now - hold) link.shown.delete(session);
  }

  private end(link: ModelLink, at: number): void {
    link.ended = at;
    const record = this.numbers.get(link.number);
    if (record && !record.withdrawn) record.freeSince = at;
  }

  private signOfLife(now: number, site: string, session: string): void {
    const scope = this.scopeOf(site);
    const active = this.active.get(scope) ?? new Map<string, number>();
    // A hit revives only a session that is still in the set. Each request drops a few silent ones.
    const silent = [...active]
      .filter(([, seen]) => seen < now - this.settings.activeSeconds * 1000)
      .sort(([a, since], [b, later]) => since - later || (a < b ? -1 : 1));
    const before = active.has(`${site}|${session}`) ? `${site}|${session}` : '';
    for (const [member] of silent.filter(([member]) => member !== before).slice(0, 8)) active.delete(member);
    active.set(`${site}|${session}`, now);
    this.active.set(scope, active);
  }
}

function keyOf({ by, endpoint, site, key }: ModelLink): string {
  return JSON.stringify([by, endpoint, site, key]);
}

function isLive(link: ModelLink | null): boolean {
  return link?.ended === null;
}
