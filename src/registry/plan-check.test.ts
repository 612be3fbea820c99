import { describe, expect, it } from 'vitest';
import { CARRIERS } from '../domain/model.ts';
import type { Problem } from '../domain/problem.ts';
import { routingSchema } from '../domain/routing.ts';
import { adapterOf } from '../voice/carriers/all.ts';
import { type CannotDo, checkPlan } from './plan-check.ts';

const adapters = CARRIERS.map((carrier) => adapterOf(carrier));
const cannot: CannotDo = (carrier, step) => adapterOf(carrier).cannot(step);

function problemOf(routing: object, carriers: Parameters<typeof checkPlan>[1]): Problem | null {
  const endpoint = { id: 'end_1', number: '+12025550199', sip: null, routing: routingSchema.parse(routing) };
  try {
    checkPlan(endpoint, carriers, cannot, (member) => `/routing${member}`);
    return null;
  } catch (error) {
    return error as Problem;
  }
}

const bothAtOnce = { targets: [{ number: '+12025550201' }, { number: '+12025550202' }] };

describe('the check of a plan against carriers', () => {
  it('accepts an empty plan for every carrier', () => {
    expect(
      problemOf(
        {},
        adapters.map(({ name }) => name),
      ),
    ).toBeNull();
  });

  it('refuses a plan that one of the carriers cannot carry out, and points to the step', () => {
    const plan = { ring: [{ targets: [{ number: '+12025550201' }] }, bothAtOnce], byCaller: [] };
    expect(problemOf(plan, ['twilio'])).toBeNull();
    expect(problemOf(plan, ['twilio', 'vonage'])).toMatchObject({
      code: 'unsupported_by_carrier',
      errors: [{ pointer: '/routing/ring/1', detail: expect.stringContaining('Vonage') }],
    });
    expect(problemOf({ ring: [{ ...bothAtOnce, strategy: 'inOrder' }] }, ['vonage'])).toBeNull();
  });

  it('names each fault once for all carriers', () => {
    const long = { ring: [{ ...bothAtOnce, timeoutSeconds: 600 }], closed: { ring: [bothAtOnce] } };
    const errors = problemOf(long, ['vonage', 'bandwidth'])?.errors ?? [];
    expect(errors.map(({ pointer }) => pointer)).toEqual([
      '/routing/ring/0',
      '/routing/closed/ring/0',
      '/routing/ring/0',
    ]);
  });
});
