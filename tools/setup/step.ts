import type { Difference } from './changes.ts';
import type { Item, Members } from './items.ts';

/** One step of an apply. Numbers that differ in nothing else are created by one request. */
export type Step =
  | { action: 'create'; items: readonly Item[]; body: Members }
  | { action: 'change'; items: readonly [Item]; differences: Difference[]; body: Members }
  | { action: 'rotate'; items: readonly [Item] }
  | { action: 'remove'; items: readonly [Item]; times: number };
