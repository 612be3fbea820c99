import { describe, expect, it } from 'vitest';
import { Problem } from './problem.ts';
import { DEFAULT_ROUTING, routingSchema } from './routing.ts';
import { changedRouting, routingChangeSchema } from './routing-change.ts';

const week = { monday: [{ from: '09:00', to: '17:00' }], friday: [{ from: '09:00', to: '12:00' }] };
const plan = routingSchema.parse({
  schedule: { timeZone: 'America/New_York', weekly: week },
  spam: { attestation: { failed: 'block' }, rate: { calls: 5, withinSeconds: 60 } },
  blocked: ['+1900', '+1901'],
});
const change = (by: Record<string, unknown>, routing: object = plan) =>
  changedRouting({ routing }, by, '/routing');

function problemOf(by: Record<string, unknown>): unknown {
  try {
    return change(by);
  } catch (error) {
    return error;
  }
}

describe('a change of a routing plan', () => {
  it('keeps members that it does not name, at any depth', () => {
    expect(change({})).toEqual(plan);
    const later = [{ from: '13:00', to: '14:00' }];
    const changed = change({ schedule: { weekly: { friday: later } }, spam: { rate: { calls: 9 } } });
    expect(changed).toEqual({
      ...plan,
      schedule: { ...plan.schedule, weekly: { ...plan.schedule?.weekly, friday: later } },
      spam: { ...plan.spam, rate: { ...plan.spam.rate, calls: 9 } },
    });
  });

  it('replaces lists, and resets null members to their default', () => {
    expect(change({ blocked: ['+44'] }).blocked).toEqual(['+44']);
    expect(change({ schedule: null, blocked: null, spam: { attestation: null, rate: null } })).toEqual(
      DEFAULT_ROUTING,
    );
  });

  it('starts from the default when the former plan cannot be read', () => {
    expect(change({ record: true }, { version: 7 })).toEqual({ ...DEFAULT_ROUTING, record: true });
  });

  it.each([
    [{ recrod: true }, '/routing'],
    [{ spam: { rate: { calls: 0 } } }, '/routing/spam/rate/calls'],
    [{ schedule: { timeZone: null } }, '/routing/schedule/timeZone'],
    [JSON.parse('{"__proto__":{"record":true}}'), '/routing'],
    [{ ring: 'everybody' }, '/routing/ring'],
  ])('refuses %j at %s', (by, pointer) => {
    const problem = problemOf(by);
    expect(problem).toBeInstanceOf(Problem);
    expect((problem as Problem).errors?.map((error) => error.pointer)).toContain(pointer);
  });

  it('is refused when it is nested deeper than any plan, before it is merged', () => {
    const deepest = { byCaller: [{ callers: ['+1'], ring: [{ targets: [{ number: '+12025550100' }] }] }] };
    expect(routingChangeSchema.safeParse(deepest).success).toBe(true);
    const deep: unknown = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    expect(routingChangeSchema.safeParse({ ring: deep }).success).toBe(false);
  });
});
