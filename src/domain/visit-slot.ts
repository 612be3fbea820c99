/**
 * The counts of sessions for reports. A visit slot holds the sessions that began at one site in a quarter of an hour, by their
 * traffic. It holds no id of a session, so an erasure leaves it as it is.
 */
import { visitFacts } from './attribute.ts';
import type { Attribution } from './attribution.ts';
import type { SessionFacts } from './ledger.ts';
import { slotStart } from './report.ts';

/** The source, medium, campaign and channel of a session, by the rules by which a call has them. */
export type Traffic = Pick<Attribution, 'source' | 'medium' | 'campaign' | 'channel'>;
export const TRAFFIC = ['source', 'medium', 'campaign', 'channel'] as const satisfies (keyof Traffic)[];

/** Sessions that requested a number, those of them that were shown one, and those that tapped it. */
export const VISIT_MEASURES = ['sessions', 'shown', 'tapped'] as const;
export type VisitMeasure = (typeof VISIT_MEASURES)[number];
export type VisitCounts = Record<VisitMeasure, number>;
export type VisitCell = Traffic & VisitCounts;

/** `upTo` is the place in the ledger up to which the slot counts. */
export type VisitSlot = { provider: string; site: string; at: Date; upTo: string; cells: VisitCell[] };
export type VisitSlotKey = Pick<VisitSlot, 'provider' | 'site' | 'at'>;

/** The first request of a session for a number. */
export type Visit = { at: Date; traffic: Traffic };
/** One session to add to a measure, and the place of the ledger entry that shows it. */
export type VisitChange = VisitSlotKey & { place: string; measure: VisitMeasure; traffic: Traffic };

/** A page names its own campaign. So one slot counts at most this many combinations of traffic, and the others by their channel. */
export const MAX_VISIT_CELLS = 200;
/** GA4 has the same name for rows beyond its limit. */
const OTHER = '(other)';

/** Returns the traffic of a session with these facts. */
export function trafficOf(facts: SessionFacts): Traffic {
  const { source = null, medium = null, campaign = null, channel = null } = visitFacts(facts);
  return { source, medium, campaign, channel };
}

export function visitSlotKey(provider: string, site: string, { at }: Visit): VisitSlotKey {
  return { provider, site, at: slotStart(at) };
}

/**
 * Returns the slot with those changes whose places are after the last that it counts. Returns null when there is no such
 * change: the ledger's entries may come again.
 */
export function withChanges(
  key: VisitSlotKey,
  former: Pick<VisitSlot, 'upTo' | 'cells'> | null,
  changes: readonly VisitChange[],
): VisitSlot | null {
  const fresh = changes.filter(({ place }) => place > (former?.upTo ?? ''));
  if (fresh.length === 0) return null;
  const cells = new Map((former?.cells ?? []).map((cell) => [cellKey(cell), { ...cell }]));
  for (const { traffic, measure } of fresh) {
    const cell = cellFor(cells, traffic);
    cell[measure] += 1;
    cells.set(cellKey(cell), cell);
  }
  const [upTo = ''] = fresh
    .map(({ place }) => place)
    .sort()
    .reverse();
  return { ...key, upTo, cells: [...cells.values()] };
}

function cellFor(cells: ReadonlyMap<string, VisitCell>, traffic: Traffic): VisitCell {
  const known = cells.get(cellKey(traffic));
  if (known) return known;
  if (cells.size < MAX_VISIT_CELLS) return emptyCell(traffic);
  const other = { source: OTHER, medium: OTHER, campaign: OTHER, channel: traffic.channel };
  return cells.get(cellKey(other)) ?? emptyCell(other);
}

function emptyCell({ source, medium, campaign, channel }: Traffic): VisitCell {
  return { source, medium, campaign, channel, sessions: 0, shown: 0, tapped: 0 };
}

function cellKey(traffic: Traffic): string {
  return JSON.stringify(TRAFFIC.map((name) => traffic[name]));
}

type PackedCell = [
  source: string | null,
  medium: string | null,
  campaign: string | null,
  channel: Traffic['channel'],
  sessions: number,
  shown: number,
  tapped: number,
];

/** Returns the cells as a text for a store. */
export function packVisitCells(cells: readonly VisitCell[]): string {
  const packed = cells.map(
    ({ source, medium, campaign, channel, sessions, shown, tapped }): PackedCell => [
      source,
      medium,
      campaign,
      channel,
      sessions,
      shown,
      tapped,
    ],
  );
  return JSON.stringify(packed);
}

export function unpackVisitCells(text: string): VisitCell[] {
  const packed: PackedCell[] = JSON.parse(text);
  return packed.map(([source, medium, campaign, channel, sessions, shown, tapped]) => ({
    ...{ source, medium, campaign, channel, sessions, shown, tapped },
  }));
}
