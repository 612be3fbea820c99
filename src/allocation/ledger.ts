import type { Cluster, Redis } from 'ioredis';
import type { EndCause, LedgerEntry, SessionFacts } from '../domain/ledger.ts';
import { parseCombination } from './combination.ts';
import { keys } from './keys.ts';
import { parseLinkId } from './link-id.ts';

/** The ledger as it lies in Redis until the durable store has it. */
export function createLedger(redis: Redis | Cluster) {
  return {
    /** The oldest entries, at most `limit` of the stream, the place up to which they reach, and whether that is all. */
    async oldest(
      provider: string,
      limit: number,
    ): Promise<{ entries: LedgerEntry[]; upTo: string | null; isAll: boolean }> {
      const items = await redis.xrange(keys.ledger(provider), '-', '+', 'COUNT', limit);
      const entries = items.flatMap(([id, fields]) => toEntries(provider, id, fields));
      return { entries, upTo: items.at(-1)?.[0] ?? null, isAll: items.length < limit };
    },

    /** Forgets the entries up to and including `upTo`: the store has them. */
    async forget(provider: string, upTo: string): Promise<void> {
      await redis.xtrim(keys.ledger(provider), 'MINID', nextId(upTo));
    },

    async length(provider: string): Promise<number> {
      return redis.xlen(keys.ledger(provider));
    },
  };
}

export type Ledger = ReturnType<typeof createLedger>;

const NO_FACTS: SessionFacts = { values: {}, visitor: null, page: null, referrer: null, clickIds: {} };

/** One item of the stream as entries; a link's start is also the showing of its number to the first session. */
function toEntries(provider: string, id: string, list: string[]): LedgerEntry[] {
  const field: Record<string, string> = {};
  for (let i = 0; i + 1 < list.length; i += 2) field[list[i] as string] = list[i + 1] as string;
  const text = (name: string) => field[name] ?? '';
  const at = new Date(Number(field.at ?? id.split('-')[0]));
  const base = { id, provider, at };
  const link = text('link');
  const shown = (site: string) => ({
    ...base,
    type: 'shown' as const,
    link,
    site,
    session: text('session'),
    facts: field.facts ? (JSON.parse(field.facts) as SessionFacts) : NO_FACTS,
  });

  switch (field.type) {
    case 'start': {
      const address = parseLinkId(link);
      const combination = parseCombination(text('combination'));
      const start = {
        ...base,
        type: 'start' as const,
        link,
        number: address?.number ?? '',
        pool: address?.pool ?? '',
        ...combination,
        reason: text('reason'),
        former: field.former || null,
        returned: field.returned === '1',
        activeSessions: Number(field.active),
        threshold: Number(field.threshold),
      };
      return field.session ? [start, shown(combination.site)] : [start];
    }
    case 'overflow': {
      // Nobody renews it, so each showing is a link of its own, as short as that.
      const { site, endpoint, key } = parseCombination(text('combination'));
      const number = text('number');
      const own = `ovf_${id}_${number.slice(1)}`;
      const start = {
        ...base,
        type: 'start' as const,
        link: own,
        number,
        pool: null,
        site,
        endpoint,
        keyedBy: null,
        key,
        reason: 'no_number_free',
        former: null,
        returned: false,
        activeSessions: Number(field.active),
        threshold: Number(field.threshold),
      };
      const end = { ...base, type: 'end' as const, link: own, seenAt: at, cause: 'expired' as const };
      return [start, { ...shown(site), link: own }, end];
    }
    case 'shown':
      return [shown(text('site'))];
    case 'gone':
      return [
        { ...base, type: 'gone', link, session: text('session'), seenAt: new Date(Number(field.seen)) },
      ];
    case 'seen':
      return [{ ...base, type: 'seen', link }];
    case 'end':
      return [
        {
          ...base,
          type: 'end',
          link,
          seenAt: new Date(Number(field.seen)),
          cause: text('cause') as EndCause,
        },
      ];
    case 'hit':
      return [
        {
          ...base,
          type: 'hit',
          site: text('site'),
          session: text('session'),
          hit: field.hit === 'tap' ? 'tap' : 'page',
          page: field.page || null,
        },
      ];
    default:
      throw new Error(`the ledger of ${provider} has an entry of unknown type at ${id}: ${field.type}`);
  }
}

function nextId(id: string): string {
  const [ms, n] = id.split('-');
  return `${ms}-${Number(n) + 1}`;
}
