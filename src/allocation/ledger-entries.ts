import type { EndCause, LedgerEntry, LinkStarted, SessionFacts, SessionShown } from '../domain/ledger.ts';
import { parseCombination } from './combination.ts';
import { overflowLinkId, parseLinkId } from './link-id.ts';

const NO_FACTS: SessionFacts = { values: {}, visitor: null, page: null, referrer: null, clickIds: {} };

/** An item of the stream, with its fields by name. */
type Item = { id: string; provider: string; at: Date; fields: Record<string, string> };

/**
 * Returns the entries of one item of the stream. A link's start is also its first showing. Throws on an item of an
 * unknown type.
 */
export function entriesOf(provider: string, id: string, list: readonly string[]): LedgerEntry[] {
  const fields: Record<string, string> = {};
  for (let i = 0; i + 1 < list.length; i += 2) fields[list[i] ?? ''] = list[i + 1] ?? '';
  const item: Item = { id, provider, at: new Date(Number(fields.at ?? id.split('-')[0])), fields };
  const base = { id, provider, at: item.at };
  const { link = '', session = '', site = '' } = fields;
  const seenAt = new Date(Number(fields.seen));

  switch (fields.type) {
    case 'start':
      return startOf(item);
    case 'overflow':
      return overflowOf(item);
    case 'shown':
      return [showing(item, link, site)];
    case 'unshown':
      return [{ ...base, type: 'unshown', site, session, facts: factsIn(item) }];
    case 'gone':
      return [{ ...base, type: 'gone', link, session, seenAt }];
    case 'seen':
      return [{ ...base, type: 'seen', link }];
    case 'end':
      return [{ ...base, type: 'end', link, seenAt, cause: fields.cause as EndCause }];
    case 'hit': {
      const hit = fields.hit === 'tap' ? 'tap' : 'page';
      return [{ ...base, type: 'hit', site, session, hit, page: fields.page || null }];
    }
    default:
      throw new Error(`the ledger of ${provider} has an entry of unknown type at ${id}: ${fields.type}`);
  }
}

function startOf(item: Item): LedgerEntry[] {
  const { link = '', combination = '', reason = '', former = '', returned, session } = item.fields;
  const address = parseLinkId(link);
  const parts = parseCombination(combination);
  const start: LinkStarted = {
    ...startAt(item),
    link,
    number: address?.number ?? '',
    pool: address?.pool ?? '',
    ...parts,
    reason,
    former: former || null,
    returned: returned === '1',
  };
  return session ? [start, showing(item, link, parts.site)] : [start];
}

/** No page renews an overflow number. So each showing of it is a link of its own, which ends at its start. */
function overflowOf(item: Item): LedgerEntry[] {
  const { id, provider, at } = item;
  const { combination = '', number = '' } = item.fields;
  const { site, endpoint, key } = parseCombination(combination);
  const link = overflowLinkId(id, number);
  const start: LinkStarted = {
    ...startAt(item),
    ...{ link, number, pool: null, site, endpoint, keyedBy: null, key },
    reason: 'no_number_free',
    former: null,
    returned: false,
  };
  return [
    start,
    showing(item, link, site),
    { id, provider, at, type: 'end', link, seenAt: at, cause: 'expired' },
  ];
}

function startAt({ id, provider, at, fields }: Item) {
  const activeSessions = Number(fields.active);
  const threshold = Number(fields.threshold);
  return { id, provider, at, type: 'start' as const, activeSessions, threshold };
}

function showing(item: Item, link: string, site: string): SessionShown {
  const { id, provider, at, fields } = item;
  const { session = '' } = fields;
  return { ...{ id, provider, at, type: 'shown', link, site, session }, facts: factsIn(item) };
}

function factsIn({ fields: { facts } }: Item): SessionFacts {
  return facts ? { ...NO_FACTS, ...(JSON.parse(facts) as Partial<SessionFacts>) } : NO_FACTS;
}
