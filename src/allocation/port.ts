/** The part of allocation that other features may use. */
export { type BrowserChecks, pageRequestSchema, TOKEN } from './browser-checks.ts';
export type { Claim, LateCalls, ResolveReply as Dialled, ResolveReply, Resolver } from './engine/ports.ts';
export type { KnownLink, LinkMemory } from './link-memory.ts';
export { networkDigests } from './network.ts';
