import { setTimeout as sleep } from 'node:timers/promises';
import type { Chance } from './chance.ts';
import { type Broken, type Fault, faultsOf, type Target } from './fault-list.ts';

export type FaultsOptions = Broken & {
  chance: Chance;
  /** How many faults may last at the same time. With one, everything recovers before the next fault. */
  faultsAtOnce: number;
  isOver: () => boolean;
  /** Called with a sentence when a fault begins. */
  report: (sentence: string) => void;
};

/** Each kind as often as it counts. Most of what can go wrong goes wrong around Redis. */
const KINDS: readonly Target[] = [
  'Redis',
  'Redis',
  'Redis',
  'store',
  'store',
  'gateway',
  'gateway',
  'worker',
  'clock',
];
const PAUSE_MS = [300, 2000] as const;
const LASTS_MS = [500, 6000] as const;
/** Time in which gateways read what they missed, and workers save it. */
const RECOVERY_MS = 3000;

/** Breaks things and heals them, until the run is over. Resolves with the count of each fault, when all are healed. */
export async function breakThings(options: FaultsOptions): Promise<Map<string, number>> {
  const { chance, faultsAtOnce, isOver, report } = options;
  const counts = new Map<string, number>();
  const underWay = new Set<Promise<void>>();
  const targets = new Set<Target>();
  let failure: unknown;

  async function run(fault: Fault): Promise<void> {
    const lastsMs = chance.between(...LASTS_MS);
    let heal: () => Promise<void>;
    try {
      heal = await fault.start();
    } catch (error) {
      // Another process may hold the lock of the store.
      report(`${fault.name}: it did not work (${(error as Error).message})`);
      return;
    }
    report(`${fault.name}, for ${(lastsMs / 1000).toFixed(1)} s`);
    counts.set(fault.name, (counts.get(fault.name) ?? 0) + 1);
    await chance.pause(lastsMs, lastsMs);
    await heal();
    if (faultsAtOnce === 1) await sleep(RECOVERY_MS);
  }

  function begin(fault: Fault): void {
    for (const target of fault.targets) targets.add(target);
    const running = run(fault)
      .catch((error) => {
        failure ??= error;
      })
      .finally(() => {
        for (const target of fault.targets) targets.delete(target);
        underWay.delete(running);
      });
    underWay.add(running);
  }

  while (!isOver()) {
    await chance.pause(...PAUSE_MS);
    const possible = faultsOf(options).filter((fault) => fault.targets.every((one) => !targets.has(one)));
    if (isOver() || underWay.size >= faultsAtOnce || possible.length === 0) continue;
    // First the kind, so that a kind with many faults does not displace the others.
    const kinds = new Set(possible.map((fault) => fault.targets[0]));
    const kind = chance.pick(KINDS.filter((one) => kinds.has(one)));
    begin(chance.pick(possible.filter((fault) => fault.targets[0] === kind)));
  }
  await Promise.all(underWay);
  if (failure !== undefined) throw failure;
  return counts;
}
