import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromFlow } from './call-flow.ts';
import { type CallFacts, continuePlan, plainForward, planCall } from './call-plan.ts';
import { possibleSteps } from './call-possible-steps.ts';
import { inTurn, textOf } from './call-stages.ts';
import type { CallStep } from './call-step.ts';
import { DEFAULT_ROUTING, routingSchema } from './routing.ts';

const [anna, ben, carla] = ['+12025550201', '+12025550202', 'sip:carla@example.com'] as const;
const own = '+12025550199';
const noon = new Date('2026-01-05T17:00:00Z');

const endpoint = (routing: object, of: { number?: string | null; sip?: string | null } = {}) => ({
  ...{ id: 'end_1', number: own, sip: null, routing },
  ...of,
});
const facts = (more: Partial<CallFacts> = {}): CallFacts => ({
  from: '+12125550100',
  at: noon,
  attestation: null,
  calledAt: [],
  turn: 0,
  answeredBefore: null,
  whisper: {},
  ...more,
});

/** Returns the steps of a call that nobody answers and in which no key is pressed. */
function walk(routing: object, more: Partial<CallFacts> = {}, press = ''): string[] {
  const of = endpoint(routing);
  const said: string[] = [];
  for (let { steps } = planCall(of, facts(more)); ; ) {
    said.push(...steps.map(describeStep));
    const last = steps.at(-1);
    const state = last && 'next' in last ? fromFlow(last.next) : null;
    if (!state) return said;
    ({ steps } = continuePlan(of, state, { dial: 'missed', digits: press }));
  }
}

function describeStep(step: CallStep): string {
  return step.type === 'dial'
    ? `dial ${step.targets.map(textOf).join(' ')} ${step.timeoutSeconds}`
    : step.type === 'say'
      ? `say ${step.text}`
      : step.type;
}

describe('a plan', () => {
  it('without members rings the endpoint itself, with a short callback', () => {
    for (const routing of [{}, { timeoutSeconds: 30 }, DEFAULT_ROUTING]) {
      const { steps } = planCall(endpoint(routing), facts());
      expect(steps).toEqual([
        {
          type: 'dial',
          targets: [{ number: own }],
          timeoutSeconds: 30,
          whisper: null,
          language: null,
          record: false,
          next: '',
        },
      ]);
    }
    expect(walk({ timeoutSeconds: 12 })).toEqual([`dial ${own} 12`]);
    expect(planCall(endpoint({}, { sip: carla }), facts()).steps[0]).toMatchObject({
      targets: [{ sip: carla }],
    });
  });

  it('that cannot be read connects the call nevertheless', () => {
    expect(walk({ timeoutSeconds: 'soon', version: 7 })).toEqual([`dial ${own} 30`]);
    expect(planCall(endpoint({}, { number: null }), facts()).steps).toMatchObject([
      { type: 'say' },
      { type: 'hangup' },
    ]);
  });

  it('rings targets at once, one after the other, and group after group', () => {
    const ring = [
      { targets: [{ number: anna }, { sip: carla }], timeoutSeconds: 15 },
      { targets: [{ number: ben }, { number: own }], strategy: 'inOrder' },
    ];
    const voicemail = { text: 'Speak.' };
    expect(walk({ ring })).toEqual([
      `dial ${anna} ${carla} 15`,
      `dial ${ben} 20`,
      `dial ${own} 20`,
      'hangup',
    ]);
    expect(walk({ ring, voicemail })).toEqual([
      `dial ${anna} ${carla} 15`,
      `dial ${ben} 20`,
      `dial ${own} 20`,
      'voicemail',
      'hangup',
    ]);
  });

  it('ends with the first answer', () => {
    const of = endpoint({ ring: [{ targets: [{ number: anna }, { number: ben }], strategy: 'inOrder' }] });
    const [first] = planCall(of, facts()).steps;
    const state = first && 'next' in first ? fromFlow(first.next) : null;
    expect(state && continuePlan(of, state, { dial: 'answered', digits: null }).steps).toEqual([
      { type: 'hangup' },
    ]);
    expect(state && continuePlan(of, state, { dial: null, digits: null }).steps).toMatchObject([
      { type: 'dial', targets: [{ number: ben }] },
    ]);
  });

  it('shares calls out exactly by weight, and rings the other targets afterwards', () => {
    const targets = [
      { number: anna, weight: 3 },
      { number: ben, weight: 1 },
    ];
    const walks = Array.from({ length: 8 }, (_, turn) =>
      walk({ ring: [{ targets, strategy: 'weighted' }] }, { turn }),
    );
    const firsts = walks.map(([first]) => first);
    expect(firsts.filter((first) => first === `dial ${anna} 20`)).toHaveLength(6);
    expect(firsts.slice(0, 4)).toEqual(firsts.slice(4));
    for (const one of walks) expect(one).toHaveLength(3);
    expect([0, 1, 2, 3].map((turn) => inTurn([3, 1], turn))).toEqual([0, 0, 1, 0]);
  });

  it('rings the target that answered a repeat caller first, and then the others', () => {
    const ring = [{ targets: [{ number: anna }, { number: ben }, { sip: carla }], strategy: 'inOrder' }];
    expect(walk({ ring, rememberCaller: true }, { answeredBefore: carla })).toEqual([
      `dial ${carla} 20`,
      `dial ${anna} 20`,
      `dial ${ben} 20`,
      'hangup',
    ]);
    expect(walk({ ring, rememberCaller: true }, { answeredBefore: '+12025550999' })[0]).toBe(
      `dial ${anna} 20`,
    );
    expect(walk({ ring }, { answeredBefore: carla })[0]).toBe(`dial ${anna} 20`);
    const group = [{ targets: [{ number: anna }, { number: ben }] }];
    expect(walk({ ring: group, rememberCaller: true }, { answeredBefore: ben })).toEqual([
      `dial ${ben} 20`,
      `dial ${anna} 20`,
      'hangup',
    ]);
  });

  it('selects the ring groups by the caller’s country and area', () => {
    const byCaller = [
      { callers: ['+1212', '+1646'], ring: [{ targets: [{ number: anna }] }] },
      { callers: ['+44'], ring: [{ targets: [{ number: ben }] }] },
    ];
    expect(walk({ byCaller })).toEqual([`dial ${anna} 20`]);
    expect(walk({ byCaller }, { from: '+442079460000' })).toEqual([`dial ${ben} 20`]);
    expect(walk({ byCaller }, { from: '+13125550100' })).toEqual([`dial ${own} 30`]);
    expect(walk({ byCaller }, { from: 'anonymous' })).toEqual([`dial ${own} 30`]);
  });

  it('follows its closed branch outside its hours', () => {
    const schedule = { timeZone: 'America/New_York', weekly: { monday: [{ from: '09:00', to: '12:00' }] } };
    const before = { at: new Date('2026-01-05T16:59:59Z') };
    expect(walk({ schedule }, before)).toEqual([`dial ${own} 30`]);
    expect(walk({ schedule, closed: { announcement: 'Closed.' } })).toEqual(['say Closed.', 'hangup']);
    expect(walk({ schedule, voicemail: {}, closed: { action: 'voicemail' } })).toEqual([
      'voicemail',
      'hangup',
    ]);
    const ring = [{ targets: [{ number: ben }] }];
    expect(walk({ schedule, closed: { action: 'ring', ring } })).toEqual([`dial ${ben} 20`]);
  });

  it('continues by the decisions from the start of the call, however late the callback comes', () => {
    const schedule = { timeZone: 'UTC', weekly: { monday: [{ from: '00:00', to: '17:01' }] } };
    const ring = [{ targets: [{ number: anna }, { number: ben }], strategy: 'inOrder' }];
    expect(walk({ schedule, ring })).toEqual([`dial ${anna} 20`, `dial ${ben} 20`, 'hangup']);
  });

  it('names the language of its texts in every step that speaks', () => {
    const plan = {
      language: 'de-DE',
      greeting: 'Hallo.',
      keypress: { everybody: true },
      voicemail: {},
    } as const;
    const of = endpoint(plan);
    expect(possibleSteps(of).map(({ step }) => 'language' in step && step.language)).toEqual(
      possibleSteps(of).map(() => 'de-DE'),
    );
    const ungated = endpoint({ ...plan, keypress: null });
    expect(planCall(ungated, facts()).steps).toMatchObject([
      { type: 'say', text: 'Hallo.', language: 'de-DE' },
      { type: 'dial', language: 'de-DE' },
    ]);
  });

  it('greets before the first ring only, and whispers and records at each ring', () => {
    const ring = [{ targets: [{ number: anna }, { number: ben }], strategy: 'inOrder' }];
    const plan = { ring, greeting: 'This call is recorded.', whisper: 'Call from {source}', record: true };
    expect(walk(plan)).toEqual(['say This call is recorded.', `dial ${anna} 20`, `dial ${ben} 20`, 'hangup']);
    const of = endpoint(plan);
    const [, dial] = planCall(of, facts({ whisper: { source: 'a.b ~ü/%' } })).steps;
    expect(dial).toMatchObject({ whisper: 'Call from a.b ~ü/%', record: true });
    const state = dial && 'next' in dial ? fromFlow(dial.next) : null;
    expect(state && continuePlan(of, state, { dial: 'missed', digits: null }).steps).toMatchObject([
      { whisper: 'Call from a.b ~ü/%', record: true },
    ]);
  });

  it('connects a caller who presses the key, and refuses a caller who does not', () => {
    const plan = { keypress: { everybody: true, attempts: 2 }, greeting: 'Hello.' };
    expect(walk(plan)).toEqual(['gather', 'gather', 'hangup']);
    expect(walk(plan, {}, '7')).toEqual(['gather', 'gather', 'hangup']);
    expect(walk(plan, {}, '1')).toEqual(['gather', 'say Hello.', `dial ${own} 30`, 'hangup']);
    const of = endpoint(plan);
    const [gather] = planCall(of, facts()).steps;
    const state = gather && 'next' in gather ? fromFlow(gather.next) : null;
    expect(state && continuePlan(of, { ...state, stage: 1 }, { dial: null, digits: '' }).routedTo).toBe(
      'blocked',
    );
  });

  it.each([
    [{ blocked: ['+1212'] }, {}, 'reject'],
    [{ blocked: ['+1212'], allowed: ['+12125550100'] }, {}, 'dial'],
    [{ blocked: ['+12125550100'] }, { from: '+12125550101' }, 'dial'],
    [{ anonymous: 'block' }, { from: 'anonymous' }, 'reject'],
    [{ anonymous: 'block' }, { from: '+266696687' }, 'reject'],
    [{ anonymous: 'voicemail', voicemail: {} }, { from: '' }, 'voicemail'],
    [{ anonymous: 'keypress', keypress: {} }, { from: 'Restricted' }, 'gather'],
    [{ anonymous: 'keypress', keypress: {} }, {}, 'dial'],
    [{ spam: { attestation: { failed: 'block' } } }, { attestation: 'failed' }, 'reject'],
    [{ spam: { attestation: { failed: 'block' } } }, { attestation: 'C' }, 'dial'],
    [{ spam: { attestation: { none: 'keypress' } }, keypress: {} }, {}, 'gather'],
    [
      { spam: { attestation: { C: 'keypress' } }, keypress: {}, blocked: ['+1'] },
      { attestation: 'C' },
      'reject',
    ],
  ] as const)('screens callers: %j with %j leads to %s', (plan, more, step) => {
    expect(routingSchema.safeParse(plan).error).toBeUndefined();
    const [first] = planCall(endpoint(plan), facts(more)).steps;
    expect(first?.type).toBe(step);
  });

  it('screens a caller who calls too often', () => {
    const spam = { rate: { calls: 2, withinSeconds: 60, action: 'block' } };
    const ago = (...seconds: number[]) => ({ calledAt: seconds.map((s) => noon.getTime() - s * 1000) });
    expect(planCall(endpoint({ spam }), facts(ago(0, 10, 90))).routedTo).toBeNull();
    expect(planCall(endpoint({ spam }), facts(ago(0, 10, 50)))).toEqual({
      steps: [{ type: 'reject', reason: 'rejected' }],
      routedTo: 'blocked',
    });
    expect(planCall(endpoint({ spam }), facts({ from: 'anonymous', ...ago(0, 1, 2) })).routedTo).toBeNull();
  });

  it('states where it led the caller', () => {
    const of = endpoint({ voicemail: {}, anonymous: 'voicemail' });
    const planned = planCall(of, facts({ from: '' }));
    expect(planned.routedTo).toBe('voicemail');
    const [step] = planned.steps;
    const state = step && 'next' in step ? fromFlow(step.next) : null;
    expect(state && continuePlan(of, state, { dial: null, digits: null }).routedTo).toBe('message');
  });
});

describe('any plan', () => {
  const target = fc.record({
    number: fc.constantFrom(anna, ben, own),
    weight: fc.integer({ min: 1, max: 9 }),
  });
  const group = fc.record({
    targets: fc.array(target, { minLength: 1, maxLength: 4 }),
    strategy: fc.constantFrom('together', 'inOrder', 'weighted'),
  });
  const ring = fc.array(group, { maxLength: 3 });
  const rings = fc.array(group, { minLength: 1, maxLength: 2 });
  const screening = fc.constantFrom('ring', 'keypress', 'voicemail', 'block');
  const plan = fc.record({
    ring,
    rememberCaller: fc.boolean(),
    byCaller: fc.array(fc.record({ callers: fc.constant(['+1212']), ring: rings }), { maxLength: 2 }),
    schedule: fc.constantFrom(null, { timeZone: 'Europe/Berlin', weekly: {} }),
    closed: fc.record({ action: fc.constantFrom('hangup', 'voicemail', 'ring'), ring: rings }),
    voicemail: fc.constant({}),
    keypress: fc.constantFrom({ everybody: true, attempts: 3 }, { everybody: false }),
    anonymous: screening,
    greeting: fc.option(fc.constant('Hello.'), { nil: null }),
    whisper: fc.option(fc.constant('{source}'), { nil: null }),
  });
  const ended = fc.record({
    dial: fc.constantFrom(null, 'missed' as const, 'failed' as const),
    digits: fc.constantFrom(null, '', '1', '2'),
  });

  it('ends, whatever happens at each stage, and each document has steps', () => {
    fc.assert(
      fc.property(
        plan,
        fc.array(ended, { minLength: 30, maxLength: 30 }),
        fc.constantFrom('+12125550100', '+442079460000', 'anonymous'),
        fc.nat(),
        fc.constantFrom(null, anna, ben),
        (routing, ends, from, turn, answeredBefore) => {
          expect(routingSchema.safeParse(routing).error).toBeUndefined();
          const of = endpoint(routing);
          let { steps } = planCall(of, facts({ from, turn, answeredBefore, whisper: { source: 'x.y' } }));
          let stage = -1;
          for (const end of ends) {
            expect(steps.length).toBeGreaterThan(0);
            const last = steps.at(-1);
            if (!last || !('next' in last) || last.next === '') return;
            expect(last.next.length).toBeLessThan(300);
            const state = fromFlow(last.next);
            expect(state?.stage).toBeGreaterThan(stage);
            if (!state) throw new Error('a flow of our own must be read');
            stage = state.stage;
            ({ steps } = continuePlan(of, state, end));
          }
          throw new Error('the plan does not end');
        },
      ),
      { numRuns: 500 },
    );
  });

  it('hangs up or continues safely on a flow that it did not write', () => {
    const text = fc.oneof(
      fc.string(),
      fc.stringMatching(
        /^end_1\.(open|closed|callers9|blocked|voicemail)\.[gn]\.\d{1,3}\.\d{1,6}\.(\d{1,3}|-)\..{0,20}$/,
      ),
    );
    const of = endpoint({ ring: [{ targets: [{ number: anna }] }], voicemail: {} });
    fc.assert(
      fc.property(text, ended, (flow, end) => {
        const state = fromFlow(flow);
        const steps = state ? continuePlan(of, state, end).steps : [null];
        expect(steps.length).toBeGreaterThan(0);
      }),
    );
    expect(fromFlow('')).toBeNull();
    expect(fromFlow('end_1.open.n.0.0.-.'.repeat(50))).toBeNull();
  });
});

describe('the possible steps of a plan', () => {
  it('are all steps that it can lead to, each with the member that it comes from', () => {
    const plan = routingSchema.parse({
      ring: [
        { targets: [{ number: anna }, { number: ben }] },
        { targets: [{ sip: carla }], timeoutSeconds: 600 },
      ],
      byCaller: [{ callers: ['+44'], ring: [{ targets: [{ number: ben }] }] }],
      voicemail: {},
      keypress: {},
      greeting: 'Hello.',
      anonymous: 'block',
    });
    expect(possibleSteps(endpoint(plan)).map(({ pointer, step }) => `${pointer} ${step.type}`)).toEqual([
      '/ring/0 dial',
      '/ring/1 dial',
      '/byCaller/0/ring/0 dial',
      '/voicemail voicemail',
      '/keypress gather',
      '/greeting say',
      '/refusal reject',
    ]);
    expect(possibleSteps(endpoint({})).map(({ pointer }) => pointer)).toEqual(['']);
  });

  it.each([
    [{ anonymous: 'keypress' }, '/anonymous'],
    [{ spam: { attestation: { C: 'voicemail' } } }, '/spam/attestation/C'],
    [{ spam: { rate: { calls: 1, withinSeconds: 60, action: 'voicemail' } } }, '/spam/rate/action'],
    [{ closed: { action: 'voicemail' } }, '/closed/action'],
    [{ closed: { action: 'ring' } }, '/closed/ring'],
    [{ whisper: 'from {nobody}' }, '/whisper'],
    [{ ring: [{ targets: [{ number: anna, sip: carla }] }] }, '/ring/0/targets/0'],
    [{ ring: [{ targets: [] }] }, '/ring/0/targets'],
    [{ timeoutSecond: 20 }, ''],
    [{ version: 2 }, '/version'],
  ])('refuses %j at %s', (plan, pointer) => {
    const { error } = routingSchema.safeParse(plan);
    expect(error?.issues.map(({ path }) => path.map((part) => `/${String(part)}`).join(''))).toContain(
      pointer,
    );
  });
});

it('the plain forward rings the endpoint itself, whatever its plan says', () => {
  const plan = { ring: [{ targets: [{ number: anna }] }], greeting: 'Hello.', blocked: ['+1'] };
  expect(plainForward(endpoint(plan))).toMatchObject([
    { type: 'dial', targets: [{ number: own }], next: '' },
  ]);
  expect(plainForward(endpoint(plan, { number: null }))).toMatchObject([{ type: 'say' }, { type: 'hangup' }]);
});
