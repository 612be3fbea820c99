import { describe, expect, it } from 'vitest';
import { createTruth, type Showing } from './truth.ts';

const NUMBER = '+12025550100';

const showing = (endpoint: string, askedAt: number, shownAt: number, liveUntil: number): Showing => ({
  number: NUMBER,
  endpoint,
  session: `${endpoint}'s visitor`,
  isOfSession: true,
  link: `link of ${endpoint} at ${askedAt}`,
  askedAt,
  shownAt,
  liveUntil,
});

function truthOf(...showings: Showing[]) {
  const truth = createTruth();
  for (const one of showings) truth.show(one);
  return truth;
}

describe('the endpoints that a call may reach', () => {
  const truth = truthOf(showing('B', 300, 340, 400), showing('A', 100, 110, 200));

  it.each([
    ['A', 'while its page is open', 120, 150],
    ['A', 'after its page has ended, until the number is shown again', 210, 290],
    ['A B', 'when the number is shown to another page meanwhile', 290, 310],
    ['B', 'once the other page has it', 340, 350],
    ['', 'before the number was ever shown', 50, 60],
  ])('%s: %s', (expected, _name, from, to) => {
    expect([...truth.endpointsOf(NUMBER, from, to)].sort().join(' ')).toBe(expected);
  });

  it('include one of a link without a page, only once the last page may have ended', () => {
    const unseen = truthOf(showing('A', 100, 110, 200));
    unseen.start({ number: NUMBER, endpoint: 'C', link: 'unseen', began: 205 });
    expect([...unseen.endpointsOf(NUMBER, 150, 190)]).toEqual(['A']);
    expect([...unseen.endpointsOf(NUMBER, 206, 210)]).toEqual(['A', 'C']);
  });

  it('do not include the one of an earlier link that its page was shown late', () => {
    const late = truthOf(showing('A', 100, 110, 200), showing('B', 300, 310, 400));
    late.start({ number: NUMBER, endpoint: 'A', link: 'link of A at 100', began: 105 });
    expect([...late.endpointsOf(NUMBER, 410, 420)]).toEqual(['B']);
  });
});

describe('a number of one session', () => {
  it('is shared when another session had it at the same time', () => {
    expect(truthOf(showing('A', 100, 110, 200), showing('B', 150, 160, 300)).sharedNumbers()).toEqual([
      { number: NUMBER, sessions: ["A's visitor", "B's visitor"] },
    ]);
  });

  it('is not shared when the other session had it afterwards', () => {
    expect(truthOf(showing('A', 100, 110, 150), showing('B', 150, 160, 300)).sharedNumbers()).toEqual([]);
  });
});

it('a number is held while its last page is certainly open', () => {
  const truth = truthOf(showing('A', 100, 110, 200));
  expect(truth.heldDuring(NUMBER, 120, 190)?.endpoint).toBe('A');
  expect(truth.heldDuring(NUMBER, 120, 210)).toBeUndefined();
});
