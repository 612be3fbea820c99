import { beforeEach, describe, expect, it } from 'vitest';
import { maskedCaller, readCaller } from '../../src/domain/privacy.ts';
import { createEraser } from '../../src/privacy/eraser.ts';
import type { ErasureJob } from '../../src/privacy/jobs.ts';
import { Directory } from '../../src/registry/directory.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/port.ts';
import { at, attribution, call, delivery, entry, facts, provider, received } from '../support/examples.ts';

const ANNA = '+12025550123';
const BEN = '+12025550124';
const NONE = async () => 0;

let store: Store;
let repeats: ErasureJob[];
beforeEach(async () => {
  store = await openStore('sqlite::memory:');
  repeats = [];
  await store.history.apply([
    entry.start(0, 'link_1'),
    entry.shown(0, 'link_1', 's1', { facts: facts('google', { visitor: 'anna' }) }),
    entry.end(50, 'link_1', at(40)),
  ]);
  await store.calls.addEvent({ ...received('CA-call_1', 'received', 10), from: ANNA });
  await store.calls.save(call('call_1', 10, { from: ANNA }));
  const named = { to: 'session' as const, session: 's1', visitor: 'anna' };
  await store.attributions.add(attribution('attr_1', { call: 'call_1', ...named }));
  return () => store.close();
});

function openEraser(history: Partial<Store['history']> = {}) {
  const directory = new Directory();
  directory.put('providers', provider('prov_1'));
  return createEraser({
    store: { ...store, history: { ...store.history, ...history } },
    directory,
    namesOf: () => [],
    drain: NONE,
    now: () => new Date(),
    live: { forgetCaller: NONE, forgetCall: NONE, forgetSession: NONE, eraseJobs: NONE },
    removeBlocks: async () => undefined,
    repeat: async (_, job) => repeats.push(job),
  });
}

const again = () => openEraser().again(repeats[0] ?? expect.fail('it was to be repeated'));

describe('a masked caller', () => {
  const masked = (from: string) =>
    maskedCaller('a-secret-of-sixteen', { ...provider('prov_1'), callerNumbers: 'hash' }, from);

  it('has a hash by number or SIP address, and none when the carrier names nobody', () => {
    const [number, sip, other] = [
      masked(ANNA),
      masked('sip:anna@pbx.example'),
      masked('"B" <sip:b@pbx.example>'),
    ];
    for (const name of [number, sip, other]) expect(name).toMatch(/^caller_/);
    expect(new Set([number, sip, other]).size).toBe(3);
    // With a hash all anonymous callers would look like one repeat caller.
    for (const nobody of [
      'anonymous',
      'sip:anonymous@anonymous.invalid',
      'Restricted@pbx.example',
      '+266696687',
    ])
      expect(masked(nobody)).toBe(nobody);
  });
});

describe('an erasure', () => {
  it('that was cut short is completed by its repetitions', async () => {
    const ended = openEraser({ erase: () => Promise.reject(new Error('ended')) });
    await expect(ended.erase({ caller: ANNA })).rejects.toThrow('ended');
    expect(await store.history.session('site_1', 's1')).not.toBeNull();
    await again();
    expect(await store.history.session('site_1', 's1')).toBeNull();
    expect(await store.calls.get('call_1')).toMatchObject({ from: null });
  });

  it('includes the deliveries of other people’s calls that name the session', async () => {
    const [candidate] = attribution('attr').candidates;
    if (!candidate) throw new Error('there is one');
    const others = {
      call_2: { to: 'session' as const, session: 's1' },
      call_3: { candidates: [{ ...candidate, session: 's1' }] },
      call_4: {},
    };
    for (const [id, of] of Object.entries(others)) {
      await store.calls.save(call(id, 20, { from: BEN }));
      await store.attributions.add(attribution(`attr_${id}`, { call: id, ...of }));
      await store.deliveries.add(delivery(`dlv_${id}`, { call: id, sent: JSON.stringify(of) }));
    }
    await openEraser().erase({ caller: ANNA });
    const sent = async (id: string) => (await store.deliveries.get(`dlv_${id}`))?.sent;
    expect([await sent('call_2'), await sent('call_3'), await sent('call_4')]).toEqual([null, null, '{}']);
    expect(await store.calls.get('call_2')).toMatchObject({ from: BEN });
  });

  it('includes a caller from a SIP address', async () => {
    const from = 'sip:anna@pbx.example';
    expect(readCaller(from, null)).toBe(from);
    for (const caller of ['anna', 'sip:anna', '@', 'a b@c', 'sip:anonymous@anonymous.invalid', '2125550143'])
      expect(readCaller(caller, null), caller).toBeNull();
    for (const caller of ['+1 212-555-0143', 'tel:+1-212-555-0143', '(212) 555-0143'])
      expect(readCaller(caller, 'US'), caller).toBe('+12125550143');
    await store.calls.save(call('call_sip', 10, { from }));
    await openEraser().erase({ caller: from });
    expect(await store.calls.get('call_sip')).toMatchObject({ from: null });
  });

  it('includes, by its repetitions, records of the calls that were still on their way', async () => {
    await store.deliveries.add(delivery('dlv_1'));
    await openEraser().erase({ caller: ANNA });
    const sending = await store.deliveries.get('dlv_1');
    if (!sending) throw new Error('it is there');
    await store.deliveries.change(sending, { sent: `{"from":"${ANNA}"}` });
    const recording = { url: 'https://carrier.example/anna', seconds: 3 };
    await store.calls.save(call('call_1', 10, { from: null, recording, eventCount: 2 }));
    await again();
    expect(await store.deliveries.get('dlv_1')).toMatchObject({ sent: null });
    expect(await store.calls.get('call_1')).toMatchObject({ recording: null, eventCount: 2 });
  });
});
