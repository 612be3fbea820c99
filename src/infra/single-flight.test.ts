import { describe, expect, it } from 'vitest';
import { nextFlight, singleFlight } from './single-flight.ts';

/** Work whose runs are ended by the test, in the order in which they began. */
function heldWork() {
  const runs: { key: string; end: (value: string) => void; fail: (error: Error) => void }[] = [];
  const work = (key: string) =>
    new Promise<string>((resolve, reject) => {
      runs.push({ key, end: resolve, fail: reject });
    });
  return { runs, work };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('singleFlight', () => {
  it('calls of one key share the run that is under way, and other keys have their own', async () => {
    const { runs, work } = heldWork();
    const flight = singleFlight(work);
    const calls = [flight('a'), flight('a'), flight('b')];
    expect(runs.map(({ key }) => key)).toEqual(['a', 'b']);
    runs[0]?.end('A');
    runs[1]?.end('B');
    expect(await Promise.all(calls)).toEqual(['A', 'A', 'B']);
  });

  it('a call after the run begins another one, also after a failure', async () => {
    const { runs, work } = heldWork();
    const flight = singleFlight(work);
    const first = flight('a');
    runs[0]?.fail(new Error('away'));
    await expect(first).rejects.toThrow('away');
    const second = flight('a');
    runs[1]?.end('A');
    expect(await second).toBe('A');
  });
});

describe('nextFlight', () => {
  it('calls during a run share one run that begins after it', async () => {
    const { runs, work } = heldWork();
    const flight = nextFlight(work);
    const first = flight('a');
    const later = [flight('a'), flight('a')];
    await settle();
    expect(runs).toHaveLength(1);
    runs[0]?.end('old');
    expect(await first).toBe('old');
    await settle();
    expect(runs).toHaveLength(2);
    runs[1]?.end('new');
    expect(await Promise.all(later)).toEqual(['new', 'new']);
  });

  it('a run that fails does not fail the next one', async () => {
    const { runs, work } = heldWork();
    const flight = nextFlight(work);
    const first = flight('a');
    const second = flight('a');
    runs[0]?.fail(new Error('away'));
    await expect(first).rejects.toThrow('away');
    await settle();
    runs[1]?.end('A');
    expect(await second).toBe('A');
  });
});
