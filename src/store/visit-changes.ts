/** Finds what a stored ledger batch adds to the visit slots. */
import {
  type VisitChange,
  type VisitMeasure,
  type VisitSlotKey,
  visitSlotKey,
} from '../domain/visit-slot.ts';
import { compoundKey, type PlacedVisit, type SessionUpdate } from './ledger-batch.ts';

/** A session as it is stored once the batch was merged. */
export type StoredVisit = {
  visit: PlacedVisit | null;
  shownPlace: string | null;
  tapPlace: string | null;
};

export type SlotChanges = { key: VisitSlotKey; changes: VisitChange[] };

/**
 * Returns the changes of a session: one for each first event of the session that is in this batch. Batches come in the order
 * of the ledger. So the place that is stored is that of the first event, for every caller that stores the batch.
 */
export function changesOf(update: SessionUpdate, stored: StoredVisit | undefined): VisitChange[] {
  const visit = stored?.visit;
  if (!visit) return [];
  const places: [VisitMeasure, string | null | undefined, string | null][] = [
    ['sessions', update.visit?.place, visit.place],
    ['shown', update.earliest?.place, stored.shownPlace],
    ['tapped', update.tapPlace, stored.tapPlace],
  ];
  const common = { ...visitSlotKey(update.provider, update.site, visit), traffic: visit.traffic };
  return places.flatMap(([measure, place, first]) =>
    place && place === first ? [{ ...common, measure, place }] : [],
  );
}

/** Groups the changes by their slots. */
export function bySlot(changes: readonly VisitChange[]): SlotChanges[] {
  const slots = new Map<string, SlotChanges>();
  for (const change of changes) {
    const { provider, site, at } = change;
    const id = compoundKey(provider, site, at.toISOString());
    const slot = slots.get(id) ?? { key: { provider, site, at }, changes: [] };
    slot.changes.push(change);
    slots.set(id, slot);
  }
  return [...slots.values()];
}

/** Returns whether the update may count in a slot, so that the stored session is needed. */
export function mayCount({ visit, earliest, tapPlace }: SessionUpdate): boolean {
  return visit !== null || earliest !== null || tapPlace !== null;
}
