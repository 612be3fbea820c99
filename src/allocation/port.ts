/** What other features may know of allocation. */
import type { ResolveReply } from './engine.ts';

export type { ResolveReply as Dialled } from './engine.ts';
export type { KnownLink, LinkMemory } from './link-memory.ts';

/** Says what a dialled number leads to. */
export interface Resolver {
  resolve(
    provider: string,
    pool: string,
    call: { carrier: string; id: string; to: string },
  ): Promise<ResolveReply>;
  resolved(provider: string, carrier: string, carrierCallId: string): Promise<ResolveReply | null>;
}
