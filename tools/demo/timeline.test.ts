import { expect, it } from 'vitest';
import { deferred } from '../../test/support/deferred.ts';
import { callsFrom } from './calls.ts';
import { randomFrom } from './random.ts';
import { Timeline } from './timeline.ts';
import { visitsFrom } from './visits.ts';

function timelineWithClock() {
  const clock = { ms: 0 };
  const ran: [string, number][] = [];
  const timeline = new Timeline({ clock, onSlice: async () => undefined });
  const note = (name: string) => async () => void ran.push([name, clock.ms]);
  return { timeline, ran, note };
}

it('runs steps in the order of their times, those that steps add included, and keeps later ones', async () => {
  const { timeline, ran, note } = timelineWithClock();
  timeline.add(30, note('c'));
  timeline.add(
    10,
    async () => {
      await note('a')();
      timeline.add(20, note('b'));
      timeline.add(50, note('e'));
    },
    { isAlone: true },
  );
  timeline.add(45, note('d'));
  await timeline.runUntil(40);
  expect(ran).toEqual([
    ['a', 10],
    ['b', 20],
    ['c', 30],
  ]);
  await timeline.runUntil(100);
  expect(ran.slice(3)).toEqual([
    ['d', 45],
    ['e', 50],
  ]);
});

it('moves the clock to a step once the step that it follows has settled', async () => {
  const { timeline, ran, note } = timelineWithClock();
  const { promise, resolve } = deferred();
  timeline.add(10, () => promise.then(note('answer')));
  timeline.add(20, note('follows'), { after: () => promise });
  const running = timeline.runUntil(100);
  resolve();
  await running;
  expect(ran).toEqual([
    ['answer', 10],
    ['follows', 20],
  ]);
});

it('rejects with the failure of a step, and runs none after it', async () => {
  const { timeline, ran, note } = timelineWithClock();
  timeline.add(10, () => Promise.reject(new Error('away')));
  timeline.add(20, note('later'), { isAlone: true });
  await expect(timeline.runUntil(100)).rejects.toThrow('away');
  expect(ran).toEqual([]);
});

it('draws the same days for the same seed: few visitors call, and each caller is a number for fiction', () => {
  const draw = () => {
    const random = randomFrom(1);
    const visits = visitsFrom(random)(new Date(2026, 0, 5));
    return { visits, calls: callsFrom(random).ofDay(new Date(2026, 0, 5)) };
  };
  const { visits, calls } = draw();
  expect(draw()).toEqual({ visits, calls });
  const share = visits.filter(({ call }) => call).length / visits.length;
  expect(share).toBeGreaterThan(0.01);
  expect(share).toBeLessThan(0.06);
  for (const { from } of calls) expect(from).toMatch(/^\+1\d{3}55501\d\d$/);
});
