import type { Store } from '../../../src/store/port.ts';
import { at, attribution, call, entry, facts, received } from '../../support/examples.ts';

export const ANNA = '+12025550123';
export const ANNAS_SESSION = { site: 'site_1', session: 's1' };

/**
 * Stores the traces of Anna: she was shown a number, looked at a page and called, and the call was attributed to her
 * session. Her second call was forwarded. A third call is not hers.
 */
export async function storeVisitAndCalls(store: Store): Promise<void> {
  await store.history.apply([
    entry.start(0, 'link_1'),
    entry.shown(0, 'link_1', 's1', { facts: facts('google', { visitor: 'anna' }) }),
    entry.hit(1, 's1', { page: 'https://shop.example/' }),
    entry.end(50, 'link_1', at(40)),
    entry.start(60, 'link_2', { key: 's2' }),
    entry.shown(60, 'link_2', 's2', { facts: facts('google', { visitor: 'ben' }) }),
  ]);
  await store.calls.addEvent({ ...received('CA-call_1', 'received', 10), from: ANNA });
  await store.calls.addEvent({ ...received('CA-call_2', 'received', 20), forwardedFrom: ANNA });
  await store.calls.save(call('call_1', 10, { from: ANNA, recording: { url: 'https://a', seconds: 1 } }));
  await store.calls.save(call('call_2', 20, { forwardedFrom: ANNA }));
  await store.calls.save(call('call_3', 30));
  await store.annotations.annotate('call_1', { tags: ['roof'], note: { text: 'Anna', at: 'now' } });
  const named = { call: 'call_1', to: 'session' as const, session: 's1', visitor: 'anna' };
  await store.attributions.add(attribution('attr_1', { ...named, replaces: null }));
  await store.attributions.add(attribution('attr_2', { ...named, replaces: 'attr_1' }));
  await store.attributions.add(attribution('attr_3', { call: 'call_3' }));
}
