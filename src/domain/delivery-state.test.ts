import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DELIVERY_STATES, type Delivery, type DeliveryState } from './delivery.ts';
import {
  DELIVERY_TRANSITIONS,
  type DeliveryEvent,
  type DeliveryEvents,
  IllegalTransition,
  newDelivery,
  retractionOf,
  transition,
} from './delivery-state.ts';

const CREATED = new Date('2026-03-02T09:00:00.000Z');
const NOW = new Date('2026-03-02T10:00:00.000Z');
const LATER = '2026-03-02T11:00:00.000Z';
const reason = { code: 'status_500', detail: 'The consumer answered 500.' };
const attempt = { at: CREATED.toISOString(), ms: 5, status: 500, answer: '', reason };
const ended = { attempt, notes: ['a note'], sent: '{}' };

const facts: DeliveryEvents = {
  claimed: { at: NOW, deadline: LATER },
  postponed: { until: new Date(LATER) },
  blocked: { reason },
  skipped: { reason },
  given_up: { reason },
  delivered: { at: NOW, ended },
  retried: { reason, nextTryAt: LATER, ended },
  failed: { reason, ended },
  reconsidered: { at: NOW },
  replayed: { at: NOW },
};
const EVENTS = Object.keys(facts) as DeliveryEvent[];

const identity = {
  id: 'dlv_1',
  consumer: 'cons_1',
  provider: 'prov_1',
  call: 'call_1',
  attribution: 'attr_1',
  type: 'attribution' as const,
  ordinal: 7,
  at: CREATED.toISOString(),
};
const fresh = newDelivery(identity, { state: 'waiting', deadline: null }, CREATED);

/** A delivery in the state, after two attempts. */
function delivery(state: DeliveryState): Delivery {
  const begunAt = state === 'sending' ? CREATED.toISOString() : null;
  const nextTryAt = state === 'waiting' ? CREATED.toISOString() : null;
  return { ...fresh, state, tries: 2, begunAt, nextTryAt, attempts: [attempt, attempt], reason, sent: 'old' };
}

const attempted: Partial<Delivery> = {
  begunAt: null,
  attempts: [attempt, attempt, attempt],
  notes: ['a note'],
  sent: '{}',
};
const dueNow: Partial<Delivery> = { state: 'waiting', reason: null, nextTryAt: NOW.toISOString() };

/** Each legal pair of state and event with all fields that it sets. Every other pair is illegal. */
const LEGAL: Partial<Record<`${DeliveryState} ${DeliveryEvent}`, Partial<Delivery>>> = {
  'waiting claimed': {
    state: 'sending',
    tries: 3,
    begunAt: NOW.toISOString(),
    nextTryAt: null,
    deadline: LATER,
  },
  'waiting postponed': { state: 'waiting', nextTryAt: LATER },
  'waiting blocked': { state: 'waiting', reason },
  'waiting skipped': { state: 'skipped', reason, nextTryAt: null },
  'waiting given_up': { state: 'dead', reason, nextTryAt: null },
  'waiting replayed': { ...dueNow, tries: 0 },
  'sending delivered': {
    ...attempted,
    state: 'delivered',
    reason: null,
    nextTryAt: null,
    deliveredAt: NOW.toISOString(),
  },
  'sending retried': { ...attempted, state: 'waiting', reason, nextTryAt: LATER },
  'sending failed': { ...attempted, state: 'dead', reason, nextTryAt: null },
  'skipped reconsidered': { ...dueNow },
  'skipped replayed': { ...dueNow, tries: 0 },
  'delivered replayed': { ...dueNow, tries: 0 },
  'dead replayed': { ...dueNow, tries: 0 },
};

type Pair = [DeliveryState, DeliveryEvent];
const PAIRS = DELIVERY_STATES.flatMap((state) => EVENTS.map((event): Pair => [state, event]));
const isLegal = ([state, event]: Pair) => LEGAL[`${state} ${event}`] !== undefined;

describe('the state machine of deliveries', () => {
  it.each(PAIRS.filter(isLegal))('in state %s sets all fields of the event %s', (state, event) => {
    const fields = transition(delivery(state), event, facts[event]);
    expect(fields).toEqual(LEGAL[`${state} ${event}`]);
  });

  it.each(PAIRS.filter((pair) => !isLegal(pair)))('in state %s refuses the event %s', (state, event) => {
    expect(() => transition(delivery(state), event, facts[event])).toThrow(IllegalTransition);
  });

  it('keeps the notes and the body of a delivery whose worker died', () => {
    const fields = transition(delivery('sending'), 'retried', {
      reason,
      nextTryAt: LATER,
      ended: { attempt },
    });
    expect(Object.keys(fields)).not.toContain('sent');
    expect(Object.keys(fields)).not.toContain('notes');
  });

  it('stores the latest 20 attempts', () => {
    const many = { ...delivery('sending'), attempts: Array.from({ length: 20 }, () => attempt) };
    const last = { ...attempt, ms: 6 };
    const { attempts } = transition(many, 'failed', { reason, ended: { attempt: last } });
    expect(attempts).toHaveLength(20);
    expect(attempts?.at(-1)).toEqual(last);
  });

  it('makes a delivery that waits due at once, and one that does not wait not due', () => {
    expect(fresh).toMatchObject({ state: 'waiting', reason: null, nextTryAt: CREATED.toISOString() });
    for (const state of ['skipped', 'dead'] as const)
      expect(newDelivery(identity, { state, reason }, CREATED)).toMatchObject({
        state,
        reason,
        nextTryAt: null,
        deadline: null,
      });
  });

  it('takes a delivery back by another delivery with no attempts, and leaves the first one alone', () => {
    const reported = delivery('delivered');
    const retraction = retractionOf(reported, { state: 'waiting', deadline: null }, NOW);
    expect(retraction).toEqual({
      ...fresh,
      id: retraction.id,
      type: 'retraction',
      nextTryAt: NOW.toISOString(),
      createdAt: NOW.toISOString(),
    });
    expect(retraction.id).not.toBe(reported.id);
    expect(retractionOf(reported, { state: 'skipped', reason }, NOW).id).toBe(retraction.id);
  });

  it('is drawn in docs/consumers.md with exactly these transitions', () => {
    const docs = readFileSync(new URL('../../docs/consumers.md', import.meta.url), 'utf8');
    const [, diagram = ''] = /```mermaid\s+stateDiagram-v2\n(.*?)```/s.exec(docs) ?? [];
    const drawn = [...diagram.matchAll(/^\s*(\w+) --> (\w+): (\w+)$/gm)].map(([, from, to, event]) => {
      return `${from} ${event} ${to}`;
    });
    const defined = EVENTS.flatMap((event) => {
      const { from, to } = DELIVERY_TRANSITIONS[event];
      return from.map((state) => `${state} ${event} ${to}`);
    });
    expect(drawn.sort()).toEqual(defined.sort());
  });
});
