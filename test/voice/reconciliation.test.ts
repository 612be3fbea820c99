import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Call, CallEvent } from '../../src/domain/call.ts';
import { callFrom, callId } from '../../src/domain/call-state.ts';
import { Directory } from '../../src/registry/directory.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/port.ts';
import { type CarrierAccount, CarrierUnavailable } from '../../src/voice/carriers/account.ts';
import { accountsFor, type ListingCarrier } from '../../src/voice/carriers/accounts.ts';
import { findDrift } from '../../src/voice/reconciliation/drift.ts';
import { createReconciler } from '../../src/voice/reconciliation/reconciler.ts';
import { type Double, type Leg, startCarrierApi } from '../support/carrier-apis.ts';
import { pool, provider, virtualNumber } from '../support/examples.ts';

const LISTING: readonly ListingCarrier[] = ['twilio', 'signalwire', 'telnyx', 'plivo'];
const OURS = '+12025550100';
const CALLER = '+12125550177';
const DESK = '+12025550199';
const NOW = new Date('2026-03-01T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

let double: Double;
let store: Store;
let directory: Directory;

beforeEach(async () => {
  store = await openStore('sqlite::memory:');
  directory = new Directory();
  directory.put('providers', provider('prov_1'));
  directory.put('pools', pool('pool_1', 'prov_1'));
});
afterEach(async () => {
  double.close();
  await store.close();
});

async function accountAt(carrier: ListingCarrier, secret = 's3cret'): Promise<CarrierAccount> {
  double = await startCarrierApi(carrier);
  directory.put('numbers', virtualNumber('num_1', OURS, { carrier }));
  const none = { url: null, accounts: [] };
  const apis = { twilio: none, signalwire: none, telnyx: none, plivo: none };
  const [account] = accountsFor({ ...apis, [carrier]: { url: double.url, accounts: [`ACC1:${secret}`] } });
  if (!account) throw new Error('there is no account');
  return account;
}

/** The reconciler of one account over a real store, with its progress in memory. */
function reconcilerOf(account: CarrierAccount) {
  let last: Date | null = null;
  const failures: string[] = [];
  const record = async (event: CallEvent) => store.calls.save(callFrom(await store.calls.addEvent(event)));
  const reconcile = createReconciler({
    ...{ accounts: [account], directory, store, record },
    progress: {
      last: async () => last,
      save: async (_account, until) => {
        last = until;
      },
    },
    onFailed: (_account, error) => failures.push((error as Error).message),
  });
  const call = (id: string): Promise<Call | null> => store.calls.get(callId(account.carrier, id));
  return { reconcile, record, call, failures };
}

const driftOf = (account: CarrierAccount) => ({ accounts: [account], directory, now: () => NOW });
const inbound = (id: string, of: Partial<Leg> = {}): Leg => ({
  ...{ id, from: CALLER, to: OURS, at: minutesAgo(60), rings: 4, talks: 42 },
  ...of,
});
const placed = (id: string, parent: Leg, of: Partial<Leg> = {}): Leg => ({
  ...{ id, parent: parent.id, from: parent.from, to: DESK, at: parent.at, rings: 4, talks: 42 },
  ...of,
});

describe.each(LISTING)('the list of %s', (carrier) => {
  it('fills in a call without webhooks: one call, the right outcome, marked as reconciled', async () => {
    const { reconcile, call } = reconcilerOf(await accountAt(carrier));
    const answered = inbound('in-1');
    const missed = inbound('in-2', {
      at: minutesAgo(40),
      talks: 0,
      status: 'no-answer',
      rings: 20,
      from: '+12125550178',
    });
    double.account.legs = [
      ...[answered, placed('out-1', answered)],
      ...[missed, placed('out-2', missed, { talks: 0, status: 'no-answer', rings: 20 })],
    ];
    expect(await reconcile(NOW)).toBe(2);
    expect(await call('in-1')).toMatchObject({
      ...{ carrier, carrierCallId: 'in-1', from: CALLER, to: OURS, at: answered.at, account: 'ACC1' },
      ...{ state: 'ended', outcome: 'answered', talkSeconds: 42, answeredBy: DESK, reconciled: true },
    });
    expect(await call('in-2')).toMatchObject({ outcome: 'missed', talkSeconds: 0, reconciled: true });
    expect(await store.calls.list({ limit: 10 })).toHaveLength(2);
    expect(await reconcile(NOW), 'there is nothing more to fill in').toBe(0);
    expect(double.requests.length, 'the list has more than one page').toBeGreaterThan(3);
  });

  it('changes nothing when webhooks reported the whole call', async () => {
    const { reconcile, record, call } = reconcilerOf(await accountAt(carrier));
    const leg = inbound('in-1');
    const of = { carrier, carrierCallId: 'in-1', at: leg.at };
    const parties = { from: CALLER, to: OURS, resolution: null };
    await record({ ...of, ...parties, type: 'received', name: 'received' });
    await record({
      ...of,
      type: 'dialled',
      name: 'dialled',
      outcome: 'answered',
      talkSeconds: 41,
      target: DESK,
    });
    double.account.legs = [leg, placed('out-1', leg)];
    expect(await reconcile(NOW)).toBe(0);
    expect(await call('in-1')).toMatchObject({ talkSeconds: 41, reconciled: false, eventCount: 2 });
  });

  it('fills in the end of a call, and gives way to a webhook that comes later', async () => {
    const { reconcile, record, call } = reconcilerOf(await accountAt(carrier));
    const leg = inbound('in-1');
    const of = { carrier, carrierCallId: 'in-1', at: leg.at };
    const received: CallEvent = {
      ...{ ...of, type: 'received', name: 'received', from: CALLER, to: OURS, resolution: null },
      ...{ attestation: 'A' as const },
    };
    await record(received);
    double.account.legs = [leg, placed('out-1', leg)];
    expect(await reconcile(NOW)).toBe(1);
    expect(await call('in-1')).toMatchObject({ outcome: 'answered', talkSeconds: 42, attestation: 'A' });
    const late = { outcome: 'answered' as const, talkSeconds: 43, target: DESK };
    await record({ ...of, type: 'dialled', name: 'dialled', at: minutesAgo(59), ...late });
    expect(await call('in-1')).toMatchObject({ outcome: 'answered', talkSeconds: 43, reconciled: true });
  });

  it('skips calls that have not ended, have just ended, or were to numbers of others', async () => {
    const { reconcile } = reconcilerOf(await accountAt(carrier));
    double.account.legs = [
      inbound('on', { status: 'in-progress' }),
      inbound('just', { at: minutesAgo(3) }),
      inbound('other', { to: '+12025559999' }),
      placed('alone', inbound('nobody'), { from: OURS }),
    ];
    expect(await reconcile(NOW)).toBe(0);
    expect(
      await reconcile(new Date(NOW.getTime() + 10 * 60_000)),
      'later, the call that had just ended',
    ).toBe(1);
  });

  it('is read for a day the first time, and from its progress afterwards', async () => {
    const { reconcile, call } = reconcilerOf(await accountAt(carrier));
    double.account.legs = [
      inbound('old', { at: minutesAgo(25 * 60) }),
      inbound('new', { at: minutesAgo(23 * 60) }),
    ];
    expect(await reconcile(NOW)).toBe(1);
    expect(await call('new')).not.toBeNull();
    double.account.legs = [
      inbound('before', { at: minutesAgo(6 * 60) }),
      inbound('long', { at: minutesAgo(4 * 60) }),
    ];
    expect(await reconcile(NOW)).toBe(1);
    expect(await call('long')).not.toBeNull();
  });

  it('that cannot be read is skipped, and read by the next run', async () => {
    const { reconcile, failures } = reconcilerOf(await accountAt(carrier));
    double.account.legs = [inbound('in-1')];
    for (const fault of [{ fails: 503 }, { fails: 429 }, { garbage: true }]) {
      Object.assign(double.account, fault);
      expect(await reconcile(NOW)).toBe(0);
      Object.assign(double.account, { fails: undefined, garbage: undefined });
    }
    expect(failures).toEqual([
      expect.stringContaining('answered 503'),
      expect.stringContaining('answered 429'),
      expect.stringContaining('cannot be read'),
    ]);
    expect(await reconcile(NOW)).toBe(1);
  });

  it('is refused with another secret', async () => {
    const { reconcile, failures } = reconcilerOf(await accountAt(carrier, 'wrong'));
    double.account.legs = [inbound('in-1')];
    expect(await reconcile(NOW)).toBe(0);
    expect(failures[0]).toContain('answered 401');
  });
});

it.each([
  ['signalwire', /169\.254\.169\.254.* is not at /],
  // Twilio's library takes the next page for a path below its base URL.
  ['twilio', /answered 404/],
] as const)(
  'a list of %s never sends the password to another host for its next page',
  async (carrier, failure) => {
    const { reconcile, failures } = reconcilerOf(await accountAt(carrier));
    double.account.legs = ['a', 'b', 'c'].map((id) => inbound(id));
    double.account.leadsAway = true;
    expect(await reconcile(NOW)).toBe(0);
    expect(failures[0]).toMatch(failure);
  },
);

it('an error of Twilio’s library is passed on without its request, which holds the token', async () => {
  const account = await accountAt('twilio', 's3cret-token');
  double.close();
  const error: unknown = await account.numbers().catch((reason) => reason);
  expect(error).toBeInstanceOf(CarrierUnavailable);
  expect(inspect(error, { depth: 9 })).toMatch(/did not answer.*ECONNREFUSED/);
  expect(inspect(error, { depth: 9 })).not.toMatch(/s3cret|QUNDMT/);
});

describe.each(LISTING)('the drift of %s', (carrier) => {
  const right = 'https://calls.example.com/v1/carriers/x/voice';
  const [away, none, taken, gone, theirs, retired] = [1, 2, 3, 4, 5, 6].map((n) => `+1202555011${n}`) as [
    ...[string, string, string, string, string, string],
  ];

  it('lists numbers that lead elsewhere, that the carrier lacks, and that we lack', async () => {
    const account = await accountAt(carrier);
    for (const number of [away, none, taken, gone])
      directory.put('numbers', virtualNumber(`num_${number}`, number, { carrier }));
    directory.put('numbers', virtualNumber('num_r', retired, { carrier, state: 'retired' }));
    directory.put('numbers', virtualNumber('num_v', '+12025550120', { carrier: 'vonage' }));
    double.account.numbers = [
      { number: OURS, url: `${right}#rc=2&ct=2000` },
      { number: away, url: 'https://elsewhere.example/voice' },
      { number: none },
      { number: taken, url: right, application: 'AP1' },
      { number: theirs, url: right },
      { number: retired, url: 'https://elsewhere.example/voice' },
    ];
    const drift = await findDrift({ ...driftOf(account), voiceUrls: () => ['https://x.example', right] });
    const accountNamed = { carrier, account: 'ACC1' };
    expect(drift).toMatchObject({
      checkedAt: NOW,
      accounts: [{ ...accountNamed, numbers: 6, error: null }],
      unchecked: ['vonage'],
      missing: [{ carrier, number: gone, id: `num_${gone}` }],
      unknown: [{ ...accountNamed, number: theirs }],
    });
    expect(drift.elsewhere.map(({ number, detail }) => [number, detail])).toEqual([
      [away, 'The carrier sends its calls to https://elsewhere.example/voice.'],
      [none, 'No voice URL is set for this number.'],
      [taken, expect.stringMatching(/AP1 takes the calls of this number\.$/)],
    ]);
  });

  it('names the carrier as unchecked when its account does not answer', async () => {
    const account = await accountAt(carrier);
    double.account.fails = 500;
    const drift = await findDrift({ ...driftOf(account), voiceUrls: () => [right] });
    expect(drift.accounts[0]?.error).toContain('answered 500');
    expect(drift).toMatchObject({ unchecked: [carrier], missing: [], elsewhere: [], unknown: [] });
  });
});

it('a TeXML application with GET is in the drift, because Telnyx does not sign GET', async () => {
  const account = await accountAt('telnyx');
  double.account.numbers = [{ number: OURS, url: 'https://a.example/voice', method: 'GET' }];
  const { elsewhere } = await findDrift({
    ...driftOf(account),
    voiceUrls: () => ['https://a.example/voice'],
  });
  expect(elsewhere.map(({ detail }) => detail)).toEqual([expect.stringContaining('GET')]);
});
