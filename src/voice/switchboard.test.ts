import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { CallEvent } from '../domain/call.ts';
import type { CallStep } from '../domain/call-step.ts';
import type { CallbackUrls, CarrierAdapter, IncomingCall } from './carriers/carrier.ts';
import { createSwitchboard, type SwitchboardOptions } from './switchboard.ts';

const own = '+12125550199';
const endpoint = { id: 'end_1', site: 'site_1', name: 'Desk', number: own, sip: null, routing: {} };
const target = { provider: { id: 'prov_1' }, pool: { id: 'pool_1', overflowNumber: null }, number: null };
const call = { carrierCallId: 'CA1', from: '+13125550100', to: '+12025550111', account: '' } as IncomingCall;
const urls = {} as CallbackUrls;
const adapter = {
  name: 'twilio',
  document: (steps: CallStep[]) => ({ contentType: 'application/json', body: JSON.stringify(steps) }),
} as unknown as CarrierAdapter;

/** A switchboard whose endpoint has this plan, and where Redis takes so long to say that nothing is linked. */
function switchboardWith(routing: object, takesMs: number) {
  const kept: CallEvent[] = [];
  const plain: unknown[] = [];
  const known = { ...endpoint, routing };
  const switchboard = createSwitchboard({
    directory: {
      dialable: () => target,
      get: (kind: string) => (kind === 'endpoints' ? known : undefined),
      defaultEndpoint: () => known,
      hasPlansForRepeatCallers: () => false,
      leadsBack: () => false,
    } as unknown as SwitchboardOptions['directory'],
    resolver: {
      resolve: () => sleep(takesMs, { endpoint: '', link: '', key: '', keyedBy: '' }),
    } as unknown as SwitchboardOptions['resolver'],
    memory: { linkOf: () => undefined },
    callers: { call: () => Promise.reject(new Error('is not asked')) },
    saveEvent: async (event) => {
      kept.push(event);
    },
    budgetMs: 400,
    answerMs: 100,
    onUnavailable: () => undefined,
    onPlain: (error) => plain.push(error),
  });
  return { switchboard, kept, plain };
}

it('records where the plan led a caller', async () => {
  const { switchboard, kept, plain } = switchboardWith({ blocked: ['+1312'] }, 0);
  const { body } = await switchboard.answer(adapter, call, urls, new Date());
  expect(JSON.parse(body)).toEqual([{ type: 'reject', reason: 'rejected' }]);
  expect(kept.map(({ name }) => name)).toEqual(['received', 'routed blocked']);
  expect(plain).toEqual([]);
});

it('records nothing of a plan that came too late: the call was forwarded plainly', async () => {
  const { switchboard, kept, plain } = switchboardWith({ blocked: ['+1312'] }, 200);
  const { body } = await switchboard.answer(adapter, call, urls, new Date());
  expect(JSON.parse(body)).toMatchObject([{ type: 'dial', targets: [{ number: own }] }]);
  expect(plain).toHaveLength(1);
  await sleep(250);
  expect(kept.map(({ name }) => name)).toEqual(['received']);
});
