import { expect, it } from 'vitest';
import { attribution, call } from '../../test/support/examples.ts';
import type { Qualification } from '../domain/annotation.ts';
import { DEFAULT_RULE, type Rule } from '../domain/consumer.ts';
import type { DeliveryContext } from './context.ts';
import { exclusionReason } from './rule.ts';

type Facts = {
  call?: Parameters<typeof call>[2];
  attribution?: Parameters<typeof attribution>[1];
  qualification?: Partial<Qualification>;
};

function context(facts: Facts = {}): DeliveryContext {
  const said = { qualified: null, spam: false, value: null, currency: null, at: '2026-01-01T00:00:00.000Z' };
  return {
    call: call('call_1', 0, { outcome: 'answered', talkSeconds: 30, ...facts.call }),
    attribution: attribution('attr_1', facts.attribution),
    ...{ tags: [], notes: [], calledBackAt: null },
    qualification: facts.qualification ? { ...said, ...facts.qualification } : null,
    session: null,
  };
}

it.each<[Partial<Rule>, Facts, string | null]>([
  [{}, {}, null],
  [{}, { call: { outcome: 'missed', talkSeconds: null } }, null],
  [{ outcomes: ['answered', 'voicemail'] }, { call: { outcome: 'missed' } }, 'outcome'],
  [{ outcomes: ['answered'] }, { call: { outcome: null } }, 'outcome'],
  [{ outcomes: ['answered', 'voicemail'] }, { call: { outcome: 'voicemail' } }, null],
  [{ minTalkSeconds: 31 }, {}, 'talk_time'],
  [{ minTalkSeconds: 30 }, {}, null],
  [{ minTalkSeconds: 1 }, { call: { talkSeconds: null } }, 'talk_time'],
  [{ to: ['session'] }, {}, 'attributed_to'],
  [{ to: ['session', 'bucket'] }, {}, null],
  [{ minConfidence: 0.76 }, {}, 'confidence'],
  [{ minConfidence: 0.75 }, {}, null],
  [{ sites: ['site_2'] }, {}, 'site'],
  [{ sites: ['site_2', 'site_1'] }, {}, null],
  [{ sites: ['site_1'] }, { attribution: { site: null } }, 'site'],
  [{}, { qualification: { spam: true } }, 'spam'],
  [{ spam: true }, { qualification: { spam: true } }, null],
  [{ qualified: true }, {}, 'not_qualified'],
  [{ qualified: true }, { qualification: { qualified: false } }, 'not_qualified'],
  [{ qualified: true }, { qualification: { qualified: true } }, null],
  [{ qualified: true }, { qualification: { qualified: true, spam: true } }, 'spam'],
  [{}, { qualification: { qualified: false } }, null],
])('the rule %j excludes a call with %j for the reason %s', (rule, facts, code) => {
  expect(exclusionReason({ ...DEFAULT_RULE, ...rule }, context(facts))?.code ?? null).toBe(code);
});
