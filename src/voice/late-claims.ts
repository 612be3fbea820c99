import type { Claim, Resolver } from '../allocation/port.ts';

const MAX_WAITING = 10_000;

type LateClaim = { provider: string; call: { carrier: string; id: string }; claim: Claim };

/**
 * Claims the answers of calls that were answered without Redis, so that every gateway repeats them. A claim waits here
 * until Redis takes it. It replaces the claim of a question that Redis answered too late.
 */
export function createLateClaims(resolver: Pick<Resolver, 'claim'>) {
  const waiting = new Map<string, LateClaim>();

  async function write(name: string, late: LateClaim): Promise<void> {
    await resolver.claim(late.provider, late.call, late.claim);
    if (waiting.get(name) === late) waiting.delete(name);
  }

  return {
    add(late: LateClaim): void {
      const name = `${late.call.carrier} ${late.call.id}`;
      const [oldest] = waiting.keys();
      if (waiting.size >= MAX_WAITING && oldest !== undefined) waiting.delete(oldest);
      waiting.set(name, late);
      write(name, late).catch(() => undefined);
    },
    /** Writes the claims that wait. Rejects at the first one that Redis does not take. */
    async write(): Promise<void> {
      for (const [name, late] of [...waiting]) await write(name, late);
    },
  };
}

export type LateClaims = ReturnType<typeof createLateClaims>;
