import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { received } from '../../test/support/examples.ts';
import type { CallEvent, LegProgress } from '../domain/call.ts';
import { callFrom, callId } from '../domain/call-state.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/port.ts';
import { createCloser } from './closer.ts';

let store: Store;
beforeEach(async () => {
  store = await openStore('sqlite::memory:');
});
afterEach(() => store.close());

const began = received('CA1', 'received', 0);
const hours = (count: number) => new Date(began.at.getTime() + count * 3_600_000);
const record = async (event: CallEvent) => store.calls.save(callFrom(await store.calls.addEvent(event)));
/** Returns a function that closes overdue calls at a given time. */
function closing() {
  let moment = began.at;
  const close = createCloser({ store, record, now: () => moment });
  return (at: Date) => {
    moment = at;
    return close();
  };
}
const outcome = async () => (await store.calls.get(callId('twilio', 'CA1')))?.outcome;

describe('closing calls', () => {
  it('gives a call without further events its outcome, once', async () => {
    const close = closing();
    await record(began);
    expect(await close(hours(0.9))).toBe(0);
    expect(await outcome()).toBeNull();
    expect(await close(hours(1.1))).toBe(1);
    expect(await outcome()).toBe('missed');
    expect(await close(hours(9))).toBe(0);
  });

  it('waits for the longest possible talk', async () => {
    const close = closing();
    const answered: LegProgress = {
      ...{ type: 'progress', carrier: 'twilio', carrierCallId: 'CA1', name: 'answered', at: began.at },
      ...{
        leg: 'endpoint',
        status: 'answered',
        outcome: null,
        durationSeconds: null,
        target: '+12025550199',
      },
    };
    for (const event of [began, answered]) await record(event);
    expect(await close(hours(4.9))).toBe(0);
    expect(await close(hours(5.1))).toBe(1);
    expect(await outcome()).toBe('answered');
  });
});
