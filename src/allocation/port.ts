/** What other features may know of allocation. */
import type { Dialled } from './engine.ts';

export type { Dialled } from './engine.ts';
export type { KnownLink, LinkMemory } from './link-memory.ts';

/** Says what a dialled number leads to. */
export interface Resolver {
  resolve(
    provider: string,
    pool: string,
    call: { carrier: string; id: string; to: string },
  ): Promise<Dialled>;
  resolved(provider: string, carrier: string, carrierCallId: string): Promise<Dialled | null>;
}
