import type { Attribution } from '../domain/attribution.ts';
import {
  addToCells,
  type DimensionsRecord,
  dimensionsOf,
  type Measures,
  measuresOf,
  packCells,
  slotStart,
  type UsedDimensions,
  unpackCells,
} from '../domain/report.ts';
import type { FeedAnswer, Store } from '../store/port.ts';

const PAGE = 500;

/** An attribution that is added to the counts or taken out, at its position in the feed. */
type Change = { position: number; sign: 1 | -1; measures: Measures; dimensions: DimensionsRecord };
type SlotChanges = { provider: string | null; at: Date; changes: Change[] };

export type ReportCountOptions = { store: Pick<Store, 'attributions' | 'reports'> };

/**
 * Counts attributions into the slots of reports, in the order of the feed. A replacement takes the replaced attribution
 * out, so that each call counts once. Several processes may count at once, and one may die at any point: a slot stores the
 * position that it has counted up to, and ignores attributions before it.
 */
export function createReportCount({ store: { attributions, reports } }: ReportCountOptions) {
  let counting: Promise<unknown> = Promise.resolve();

  async function countOn(): Promise<string> {
    for (;;) {
      const position = await reports.position();
      const page = await attributions.feed({ limit: PAGE, after: String(position) });
      if (page.data.length > 0) {
        await count(page);
        await reports.advance(Number(page.next));
      }
      if (page.isEnd) return page.next;
    }
  }

  async function count({ data, cursors, next }: FeedAnswer): Promise<void> {
    const slots = new Map<string, SlotChanges>();
    const dimensions = new Map<string, UsedDimensions>();
    function note(attribution: Attribution | null, position: number, sign: 1 | -1): void {
      if (!attribution) return;
      const { provider } = attribution;
      const at = slotStart(attribution.at);
      const key = JSON.stringify([provider, at]);
      const slot = slots.get(key) ?? { provider, at, changes: [] };
      const change = {
        position,
        sign,
        measures: measuresOf(attribution),
        dimensions: dimensionsOf(attribution),
      };
      const { id } = change.dimensions;
      const known = dimensions.get(id);
      const usedAt = known && known.usedAt > at ? known.usedAt : at;
      dimensions.set(id, { ...change.dimensions, usedAt });
      slot.changes.push(change);
      slots.set(key, slot);
    }

    for (const [i, attribution] of data.entries()) {
      const position = Number(cursors[i]);
      if (attribution.replaces === null) {
        note(attribution, position, 1);
        continue;
      }
      const [before, now] = await Promise.all([
        attributions.ofCall(attribution.call, String(position - 1)),
        attributions.ofCall(attribution.call, String(position)),
      ]);
      note(before, position, -1);
      note(now, position, 1);
    }
    const numbers = await reports.addDimensions([...dimensions.values()]);
    for (const slot of slots.values()) await apply(slot, Number(next), numbers);
  }

  async function apply(
    { provider, at, changes }: SlotChanges,
    upTo: number,
    numbers: ReadonlyMap<string, number>,
  ): Promise<void> {
    for (;;) {
      const former = await reports.slot(provider, at);
      const fresh = changes.filter(({ position }) => position > (former?.upTo ?? 0));
      if (fresh.length === 0) return;
      const cells = unpackCells(former?.cells ?? []);
      for (const { dimensions, measures, sign } of fresh) {
        const number = numbers.get(dimensions.id);
        if (number === undefined)
          throw new Error(`the store has no number for the dimensions ${dimensions.id}`);
        addToCells(cells, number, measures, sign);
      }
      const slot = { provider, at, upTo, cells: packCells(cells.values()) };
      if (await reports.put(slot, former?.upTo ?? null)) return;
    }
  }

  return {
    /** Counts the attributions that were added since. Returns the cursor up to which all are counted. */
    countOn(): Promise<string> {
      // One run after the other, so that a run starts after its request.
      const counted = counting.then(countOn);
      counting = counted.catch(() => undefined);
      return counted;
    },
  };
}

export type ReportCount = ReturnType<typeof createReportCount>;
