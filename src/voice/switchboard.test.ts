import { describe, expect, it } from 'vitest';
import { WITHOUT_MEMORY } from '../../test/support/switchboard.ts';
import type { CallEvent } from '../domain/call.ts';
import type { CallStep } from '../domain/call-step.ts';
import type { CallbackUrls, CarrierAdapter, IncomingCall } from './carriers/carrier.ts';
import { createSwitchboard, type SwitchboardOptions } from './switchboard.ts';

const own = '+12125550199';
const endpoint = { id: 'end_1', site: 'site_1', name: 'Desk', number: own, sip: null, routing: {} };
const target = { provider: { id: 'prov_1' }, pool: { id: 'pool_1', overflowNumber: null }, number: null };
const call = { carrierCallId: 'CA1', from: '+13125550100', to: '+12025550111', account: '' } as IncomingCall;
const request = { urls: {} as CallbackUrls, receivedAt: new Date(0), requestId: 'req-1' };
const adapter = {
  name: 'twilio',
  document: (steps: CallStep[]) => ({ contentType: 'application/json', body: JSON.stringify(steps) }),
} as unknown as CarrierAdapter;
const unlinked = { endpoint: '', link: '', key: '', keyedBy: '' };

/** A switchboard whose endpoint has this plan. `resolve` is Redis' answer about the number. */
function switchboardWith(
  routing: object,
  resolve: () => Promise<unknown>,
  { blocked = [], ...options }: Partial<SwitchboardOptions> & { blocked?: readonly string[] } = {},
) {
  const saved: CallEvent[] = [];
  const degraded: unknown[] = [];
  const known = { ...endpoint, routing };
  const switchboard = createSwitchboard({
    directory: {
      dialable: () => target,
      get: (kind: string) => (kind === 'endpoints' ? known : undefined),
      defaultEndpoint: () => known,
      hasPlansForRepeatCallers: () => false,
      hasBlocks: () => blocked.length > 0,
      blockOf: (_: string, names: string[]) => names.find((name) => blocked.includes(name)),
      leadsBack: () => false,
      lateCallMs: () => 0,
    } as unknown as SwitchboardOptions['directory'],
    resolver: { resolve } as unknown as SwitchboardOptions['resolver'],
    ...WITHOUT_MEMORY,
    callers: { recordCall: () => Promise.reject(new Error('no plan needs the history')) },
    saveEvent: async (event) => {
      saved.push(event);
    },
    budgetMs: 60_000,
    answerMs: 60_000,
    onUnavailable: () => undefined,
    onDegraded: (error) => degraded.push(error),
    ...options,
  });
  return { switchboard, saved, degraded };
}

const answered = async () => unlinked;

describe('the switchboard', () => {
  it('saves the call and the route of its plan, with the id of the request', async () => {
    const { switchboard, saved, degraded } = switchboardWith({ blocked: ['+1312'] }, answered);
    const { body } = await switchboard.answer(adapter, call, request);
    expect(JSON.parse(body)).toEqual([{ type: 'reject', reason: 'rejected' }]);
    expect(saved.map(({ name, requestId }) => [name, requestId])).toEqual([
      ['received', 'req-1'],
      ['routed blocked', 'req-1'],
    ]);
    expect(degraded).toEqual([]);
  });

  it('forwards the call plainly when its plan is late, and never saves the route of that plan', async () => {
    let answer: (link: unknown) => void = () => undefined;
    const late = new Promise((resolve) => {
      answer = resolve;
    });
    const { switchboard, saved, degraded } = switchboardWith({ blocked: ['+1312'] }, () => late, {
      answerMs: 1,
    });
    const { body } = await switchboard.answer(adapter, call, request);
    expect(JSON.parse(body)).toMatchObject([{ type: 'dial', targets: [{ number: own }] }]);
    expect(degraded).toHaveLength(1);
    answer(unlinked);
    await late;
    await new Promise(setImmediate);
    expect(saved.map(({ name }) => name)).toEqual(['received', 'resolved']);
  });

  it('refuses a blocked caller, also when Redis is late', async () => {
    const late = () => new Promise(() => {});
    for (const resolve of [answered, late]) {
      const { switchboard, saved } = switchboardWith({ refusal: 'busy' }, resolve, {
        blocked: [call.from],
        ...(resolve === late && { answerMs: 1, budgetMs: 1 }),
      });
      const { body } = await switchboard.answer(adapter, call, request);
      expect(JSON.parse(body)).toEqual([{ type: 'reject', reason: 'busy' }]);
      const again = await switchboard.fallback(adapter, { ...call, carrierCallId: 'another' }, request);
      expect(JSON.parse(again.body)).toEqual([{ type: 'reject', reason: 'busy' }]);
      expect(saved.filter(({ name }) => name === 'routed blocked')).toHaveLength(2);
    }
  });

  it('answers by the plan when its event is saved late', async () => {
    const { switchboard, degraded } = switchboardWith({ blocked: ['+1312'] }, answered, {
      answerMs: 1,
      saveEvent: () => new Promise(() => {}),
    });
    const { body } = await switchboard.answer(adapter, call, request);
    expect(JSON.parse(body)).toEqual([{ type: 'reject', reason: 'rejected' }]);
    expect(degraded).toHaveLength(1);
  });

  it('connects the call when an event cannot be saved', async () => {
    const { switchboard, degraded } = switchboardWith({}, answered, {
      saveEvent: () => {
        throw new Error('the disk is full');
      },
    });
    const { body } = await switchboard.answer(adapter, call, request);
    expect(JSON.parse(body)).toMatchObject([{ type: 'dial', targets: [{ number: own }] }]);
    expect(degraded).toHaveLength(1);
  });
});
