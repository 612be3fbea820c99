/** Plays the weeks of the demo: visits, calls, deliveries and reports, through the product's own services. */
import type { Consumer } from '../../src/domain/consumer.ts';
import { callsFrom } from './calls.ts';
import { deliveriesIn } from './deliveries.ts';
import { lineIn } from './line.ts';
import { officeIn } from './office.ts';
import { pagesIn } from './pages.ts';
import type { DemoRecords } from './records.ts';
import { Timeline } from './timeline.ts';
import { visitsFrom } from './visits.ts';
import type { World } from './world.ts';

const DAY_AND_A_HALF_MS = 36 * 3_600_000;

export type Period = {
  /** A local midnight, and the moment before which everything has ended. */
  from: Date;
  until: Date;
  /** A word that no earlier run had. */
  run: string;
  /** Called every few steps. A rejection ends the play. */
  onSlice: () => Promise<void>;
};

/** Plays the period. The same seed gives the same days. */
export async function playDays(
  world: World,
  records: DemoRecords,
  consumers: readonly Consumer[],
  { from, until, run, onSlice }: Period,
): Promise<void> {
  const { clock, random } = world;
  const timeline = new Timeline({ clock, onSlice });
  const drawVisits = visitsFrom(random);
  const calls = callsFrom(random);
  const pages = pagesIn(world, records, timeline);
  const delivery = deliveriesIn(world, consumers);
  const addReports = officeIn(world, timeline, calls.report, delivery);
  // Links live on for one hold after the last page.
  const last = new Date(until.getTime() - holdMs(records));
  const addCall = lineIn(world, records, timeline, {
    ...{ run, until: last, numberOf: pages.numberOf, again: calls.again },
    async onEnded(id, call) {
      await delivery.deliver();
      addReports(id, call);
    },
  });

  clock.ms = from.getTime();
  await buildPools(world, records);
  for (let midnight = from; midnight < until; midnight = nextMidnight(midnight)) {
    for (const visit of drawVisits(midnight)) {
      pages.add(visit);
      if (visit.call) addCall(calls.ofVisit(visit.call.at, visit.session));
    }
    for (const call of calls.ofDay(midnight)) addCall(call);
    await timeline.runUntil(Math.min(nextMidnight(midnight).getTime(), last.getTime()));
  }
  clock.ms = until.getTime();
  await endLinks(world, records);
}

async function buildPools({ engine }: World, { pools }: DemoRecords): Promise<void> {
  for (const { id, provider, holdSeconds, numbers } of pools) {
    await engine.buildPool(provider, id, holdSeconds, [], 0);
    await engine.addNumbers(provider, id, numbers);
  }
}

async function endLinks({ engine, drain }: World, { pools }: DemoRecords): Promise<void> {
  for (const { id, provider } of pools) {
    while ((await engine.sweep(provider, id)) > 0);
    await drain(provider);
  }
}

function holdMs({ pools }: DemoRecords): number {
  return Math.max(...pools.map(({ holdSeconds }) => holdSeconds)) * 1000;
}

/** Returns the next local midnight. A day may have 23 or 25 hours. */
function nextMidnight(midnight: Date): Date {
  const next = new Date(midnight.getTime() + DAY_AND_A_HALF_MS);
  next.setHours(0, 0, 0, 0);
  return next;
}
