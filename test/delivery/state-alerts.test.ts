import { describe, expect, it } from 'vitest';
import { failingConsumers } from '../../src/delivery/watch/failing-consumers.ts';
import { lowPools, type PoolFacts } from '../../src/delivery/watch/low-pools.ts';
import { type CarrierListing, numbersElsewhere } from '../../src/delivery/watch/numbers-elsewhere.ts';
import { silentLines } from '../../src/delivery/watch/silent-lines.ts';
import { createWatcher } from '../../src/delivery/watch/watcher.ts';
import { STATE_ABOUT } from '../../src/domain/alert-notice.ts';
import type { Store } from '../../src/store/port.ts';
import { startDouble } from '../support/consumers/double.ts';
import { double, rig, useRigAndDouble } from '../support/consumers/rig-and-double.ts';
import { endpoint, pool, provider, virtualNumber } from '../support/examples.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const FULL: PoolFacts = {
  ...{ ready: true, numbers: { total: 10, free: 8, resting: 0 }, reserve: 2 },
  exhaustedInMinutes: null,
};

useRigAndDouble();
let facts = FULL;
let listing: CarrierListing = { unchecked: [], elsewhere: [] };

/** Returns a worker's watcher on the rig's store, or on another view of it. */
function watcher(store: Store = rig.store) {
  const { directory, now } = rig;
  const watches = {
    pool_low: lowPools(directory, async () => facts),
    consumer_failing: failingConsumers(store, directory),
    silence: silentLines(store.calls, directory),
    numbers_elsewhere: numbersElsewhere(directory, async () => listing),
  };
  return createWatcher({ store, watches, now });
}

/** Has two workers look at the same moment, and sends the due deliveries. */
async function look(): Promise<void> {
  await Promise.all([watcher()(STATE_ABOUT), watcher()(STATE_ABOUT)]);
  await rig.round();
}

async function lookFor(ms: number, everyMs: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += everyMs) {
    rig.advance(everyMs);
    await look();
  }
}

const alert = (about: string, settings: Record<string, unknown> = {}) =>
  rig.consumer({ kind: 'slack', settings: { about, ...settings }, credentials: { url: double.url } });

const titles = () => double.received.map(({ body }) => JSON.parse(body).text.split('\n')[0]);

describe('an alert of pools that run low', () => {
  it('comes once while a pool is low or nearly so, and once when it has been well for ten minutes', async () => {
    rig.directory.put('pools', pool('pool_1', 'prov_1'));
    facts = FULL;
    await alert('pool_low', { consoleUrl: 'https://calls.example.com' });
    await look();
    expect(titles()).toEqual([]);
    facts = { ...FULL, numbers: { total: 10, free: 1, resting: 1 } };
    await lookFor(5 * MINUTE, MINUTE);
    expect(titles()).toEqual(['The pool Pool pool_1 runs low']);
    expect(double.received[0]?.body).toContain('Free numbers: 2 of 10');
    expect(double.received[0]?.body).toContain('https://calls.example.com/numbers');
    facts = { ...FULL, exhaustedInMinutes: 20 };
    await lookFor(30 * MINUTE, MINUTE);
    for (const one of [FULL, { ...FULL, exhaustedInMinutes: 3 }, FULL]) {
      facts = one;
      await lookFor(5 * MINUTE, MINUTE);
    }
    expect(titles()).toHaveLength(1);
    await lookFor(10 * MINUTE, MINUTE);
    expect(titles()).toEqual([expect.anything(), 'The pool Pool pool_1 has numbers again']);
    facts = { ...FULL, exhaustedInMinutes: 3 };
    await look();
    expect(titles()).toHaveLength(3);
  });

  it('is about no pool that is being rebuilt, and no pool of another provider', async () => {
    rig.directory.put('pools', pool('pool_1', 'prov_1'));
    rig.directory.put('pools', pool('pool_2', 'prov_2'));
    facts = { ...FULL, ready: false, numbers: { total: 10, free: 0, resting: 0 } };
    await alert('pool_low');
    await look();
    expect(titles()).toEqual([]);
    facts = { ...facts, ready: true };
    await look();
    expect(titles()).toEqual(['The pool Pool pool_1 runs low']);
  });

  it('is signed as an event for a webhook, and is neither lost nor doubled when a worker dies', async () => {
    rig.directory.put('pools', pool('pool_1', 'prov_1'));
    facts = { ...FULL, exhaustedInMinutes: 5 };
    const consumer = await rig.consumer({
      kind: 'webhook',
      settings: { url: double.url, about: 'pool_low' },
    });
    const dead = () => Promise.reject(new Error('the worker was killed'));
    await expect(
      watcher({ ...rig.store, deliveries: { ...rig.store.deliveries, add: dead } })(STATE_ABOUT),
    ).rejects.toThrow('killed');
    await expect(
      watcher({ ...rig.store, episodes: { ...rig.store.episodes, change: dead } })(STATE_ABOUT),
    ).rejects.toThrow('killed');
    await rig.round();
    await look();
    await look();
    expect(double.received).toHaveLength(1);
    const { type, data } = JSON.parse(double.received[0]?.body ?? '');
    expect(type).toBe('alert.pool_low');
    expect(data.notice).toMatchObject({ about: 'pool_low', phase: 'begun', subject: 'pool_1' });
    expect(double.received[0]?.headers['webhook-signature']).toMatch(/^v1,/);
    const [delivery] = await rig.deliveriesOf(consumer);
    expect(delivery).toMatchObject({ state: 'delivered', type: 'notice', call: null, attribution: null });
  });

  it('has no deliveries of calls, and none of the calls before when it is about calls later', async () => {
    const consumer = await alert('pool_low');
    await rig.addCall({ call: { outcome: 'missed' } });
    await rig.round();
    await rig.consumers.change(consumer, { settings: { about: 'missed_call' } });
    await rig.addCall({ call: { outcome: 'missed' } });
    await rig.round();
    expect((await rig.deliveriesOf(consumer)).map(({ call }) => call)).toEqual(['call_2']);
  });

  it('is part of the next message in the quiet time, and is given up after a day', async () => {
    for (const id of ['pool_1', 'pool_2', 'pool_3']) rig.directory.put('pools', pool(id, 'prov_1'));
    facts = { ...FULL, exhaustedInMinutes: 5 };
    const consumer = await alert('pool_low', { quietMinutes: 10 });
    await look();
    expect(titles()).toEqual(['The pool Pool pool_1 runs low, and 2 more']);
    expect(double.received[0]?.body).toContain('Also: The pool Pool pool_3 runs low');
    double.answer = () => ({ status: 500 });
    facts = FULL;
    await lookFor(20 * MINUTE, 5 * MINUTE);
    await rig.untilNothingIsDue();
    const states = (await rig.deliveriesOf(consumer)).map(({ state }) => state);
    expect(states.filter((one) => one === 'dead').length).toBeGreaterThan(0);
  });
});

describe('an alert of consumers that fail', () => {
  it('comes once when nothing has arrived for the time, never by the consumer itself, and once when it is over', async () => {
    const crm = await startDouble();
    const failing = await rig.consumer({ kind: 'webhook', name: 'CRM', settings: { url: crm.url } });
    await alert('consumer_failing', { failingMinutes: 15 });
    const other = await rig.consumer({
      ...{ kind: 'slack', settings: { about: 'consumer_failing' }, credentials: { url: crm.url } },
    });
    crm.answer = () => ({ status: 500 });
    await rig.addCall();
    await look();
    await lookFor(10 * MINUTE, 5 * MINUTE);
    expect(titles()).toEqual([]);
    await lookFor(2 * HOUR, 10 * MINUTE);
    expect(titles()).toEqual(['Deliveries to CRM fail']);
    // The alert whose own channel fails is reported by nobody, and reports nobody in a circle.
    const reports = (await rig.deliveriesOf(other)).map(({ notice }) => notice?.subject);
    expect(reports).toEqual([failing]);
    crm.answer = () => ({ status: 200 });
    await rig.untilNothingIsDue();
    await look();
    expect(titles()).toEqual(['Deliveries to CRM fail', 'Deliveries to CRM arrive again']);
    await crm.stop();
  });

  it('comes when a consumer was disabled, and not for one that is paused or fails with single calls alone', async () => {
    const crm = await startDouble();
    await alert('consumer_failing');
    const gone = await rig.consumer({ kind: 'webhook', name: 'Gone', settings: { url: crm.url } });
    crm.answer = () => ({ status: 410 });
    await rig.addCall();
    await look();
    await look();
    expect(titles()).toEqual(['Deliveries to Gone fail']);
    await rig.consumers.change(gone, { paused: true });
    await rig.consumer({ kind: 'webhook', name: 'Picky', settings: { url: crm.url } });
    let calls = 0;
    crm.answer = () => ({ status: ++calls % 3 === 0 ? 400 : 200 });
    for (let i = 0; i < 30; i++) {
      await rig.addCall();
      await rig.round();
      await lookFor(5 * MINUTE, 5 * MINUTE);
    }
    expect(titles()).toEqual(['Deliveries to Gone fail']);
    await crm.stop();
  });
});

describe('an alert of silence', () => {
  const LINE = '+13125550101';

  /** Adds calls on five days of each week at these hours, for eight weeks until now. */
  async function usualCalls(hours: readonly number[], days: readonly number[], weeks = 8): Promise<void> {
    const end = rig.now().getTime();
    for (let at = end - weeks * 7 * DAY; at < end; at += HOUR) {
      const time = new Date(at + 7 * MINUTE);
      if (!days.includes(time.getUTCDay()) || !hours.includes(time.getUTCHours())) continue;
      if (time.getTime() < end) await rig.addCall({ call: { at: time, to: LINE, endpoint: 'end_1' } });
    }
  }

  const OFFICE = [9, 10, 11, 12, 13, 14, 15, 16];
  const WEEKDAYS = [1, 2, 3, 4, 5];

  function line(): void {
    rig.directory.put('pools', pool('pool_1', 'prov_1'));
    rig.directory.put('numbers', virtualNumber('num_1', LINE));
  }

  it('comes once when the usual calls stay away, and once when they come again', async () => {
    line();
    await usualCalls(OFFICE, WEEKDAYS);
    await alert('silence');
    // It is Monday, 09:00. Sunday and the night were silent, as always.
    await look();
    expect(titles()).toEqual([]);
    await lookFor(3 * HOUR, HOUR);
    expect(titles()).toEqual([]);
    await lookFor(48 * HOUR, HOUR);
    expect(titles()).toEqual(['No call to (312) 555-0101 for an unusual time']);
    await rig.addCall({ call: { to: LINE, endpoint: 'end_1' } });
    rig.advance(MINUTE);
    await look();
    expect(titles()).toHaveLength(2);
    expect(titles()[1]).toBe('(312) 555-0101 has calls again');
  });

  it('follows the hours and weekdays of the line itself, in the time zone of its provider', async () => {
    line();
    rig.directory.put('providers', { ...provider('prov_1'), timeZone: 'America/New_York' });
    await usualCalls([9, 10, 11], [1]);
    await alert('silence');
    await lookFor(6 * DAY, 3 * HOUR);
    expect(titles()).toEqual([]);
    await lookFor(3 * DAY, 3 * HOUR);
    expect(double.received[0]?.body).toContain('Last call: 2026-02-23 06:07 America/New_York');
  });

  it('is about no line with few calls or a short history, however long it is silent', async () => {
    line();
    await usualCalls([9], [1]);
    await alert('silence');
    await lookFor(30 * DAY, DAY);
    expect(titles()).toEqual([]);
  });

  it('reports an endpoint alone, and not each number that leads to it', async () => {
    line();
    rig.directory.put('endpoints', endpoint('end_1', { provider: 'prov_1', name: 'Office' }));
    await usualCalls(OFFICE, WEEKDAYS);
    await alert('silence');
    await lookFor(3 * DAY, 2 * HOUR);
    expect(titles()).toEqual(['No call to Office for an unusual time']);
  });
});

describe('an alert of numbers whose calls go elsewhere', () => {
  it('comes once of each number and place, and of no number of another provider', async () => {
    rig.directory.put('pools', pool('pool_1', 'prov_1'));
    rig.directory.put('numbers', virtualNumber('num_1', '+13125550101'));
    rig.directory.put('pools', pool('pool_2', 'prov_2'));
    rig.directory.put(
      'numbers',
      virtualNumber('num_2', '+13125550102', { provider: 'prov_2', pool: 'pool_2' }),
    );
    await alert('numbers_elsewhere');
    const to = (voiceUrl: string | null) =>
      ['+13125550101', '+13125550102'].map((number) => ({
        ...{ carrier: 'twilio', number, voiceUrl, detail: `The carrier sends its calls to ${voiceUrl}.` },
      }));
    await look();
    for (const place of ['https://old.example/voice', 'https://new.example/voice']) {
      listing = { unchecked: [], elsewhere: to(place) };
      await lookFor(3 * HOUR, HOUR);
      // An account that does not answer says nothing about its numbers.
      listing = { unchecked: ['twilio'], elsewhere: [] };
      await lookFor(HOUR, HOUR);
      listing = { unchecked: [], elsewhere: to(place) };
      await lookFor(HOUR, HOUR);
    }
    expect(titles()).toEqual(Array(2).fill('Calls to (312) 555-0101 go elsewhere'));
    expect(double.received[1]?.body).toContain('https://new.example/voice');
  });

  it('comes again when a number was repaired and strays once more, and says nothing of the repair', async () => {
    rig.directory.put('pools', pool('pool_1', 'prov_1'));
    rig.directory.put('numbers', virtualNumber('num_1', '+13125550101'));
    await alert('numbers_elsewhere');
    const voiceUrl = 'https://old.example/voice';
    const astray = [{ carrier: 'twilio', number: '+13125550101', voiceUrl, detail: 'Elsewhere.' }];
    for (const elsewhere of [astray, [], astray, []]) {
      listing = { unchecked: [], elsewhere };
      await lookFor(3 * HOUR, HOUR);
    }
    expect(titles()).toEqual(Array(2).fill('Calls to (312) 555-0101 go elsewhere'));
  });
});
