import { describe, expect, it } from 'vitest';
import type { Call } from '../../../../tools/client/operations.ts';
import { storyOf, type Words } from './story.ts';

const words = new Proxy({}, { get: (_, name) => () => String(name) }) as Words;
const call = {
  ...{ at: '2026-03-01T12:00:00.000Z', to: '+12025550100', outcome: 'answered' },
  ...{ ringSeconds: 4, talkSeconds: 42, visit: null, notes: [], qualification: null },
} as unknown as Call;

const timesAt = (now: string) =>
  storyOf(call, null, [], words, new Date(now)).map(({ kind, at }) => [kind, at?.slice(11, 19) ?? null]);

describe('the story of a call', () => {
  it('shows no time that is in the future', () => {
    const called = ['called', '12:00:00'];
    expect(timesAt('2026-03-01T12:00:01Z')).toEqual([called, ['answered', null], ['ended', null]]);
    expect(timesAt('2026-03-01T12:00:46Z')).toEqual([
      called,
      ['answered', '12:00:04'],
      ['ended', '12:00:46'],
    ]);
  });
});
