import { describe, expect, it } from 'vitest';
import { type ContestedCall, type NumberLink, shownEndpoint } from './shown-endpoint.ts';

const NOW = 1_900_000_000_000;
const secondsAgo = (seconds: number) => NOW - seconds * 1000;

/** A link that began seconds before the call and was last seen seconds before it. null: its page is open. */
function link(endpoint: string, began: number, seen: number | null): NumberLink {
  const id = `lnk_${endpoint}_${began}`;
  return { link: id, endpoint, began: secondsAgo(began), seen: seen === null ? null : secondsAgo(seen) };
}

function endpointOf(links: NumberLink[], changes: Partial<ContestedCall> = {}) {
  const call = { at: new Date(NOW), isCut: false, isShared: false, reached: null, sureAt: 0.8, ...changes };
  return shownEndpoint({ ...call, links });
}

/** Visits of half a minute that follow one another, the last one until `since` seconds ago. */
const visits = (endpoint: string, count: number, since: number) =>
  Array.from({ length: count }, (_, i) => link(endpoint, since + i * 40 + 30, since + i * 40));

describe('a call to a number that was shown for several endpoints', () => {
  const [b, a] = [link('b', 60, null), link('a', 400, 300)];

  it('goes to the endpoint that the caller has reached by it, however likely another one is', () => {
    const reached = { link: a.link, endpoint: 'a' };
    expect(endpointOf([b, a], { reached })).toEqual({ kind: 'repeat_caller', ...reached });
    expect(endpointOf([b], { reached }), 'also when its link is no longer known').toMatchObject(reached);
    expect(endpointOf([b, a], { reached, isShared: true })).toMatchObject(reached);
  });

  it('goes to the endpoint of today where the caller has reached that one', () => {
    expect(endpointOf([link('b', 60, 50), ...visits('a', 8, 90)], { reached: b })).toBeNull();
  });

  it('of anybody else goes to the endpoint of today while its page is open', () => {
    expect(endpointOf([b, a])).toBeNull();
    expect(endpointOf([link('b', 5, null), link('a', 60, 6)])).toBeNull();
  });

  it('goes to the endpoint whose visitors are sure enough together to have made it', () => {
    const links = [link('b', 940, 900), ...visits('a', 8, 950)];
    expect(endpointOf(links)).toEqual({ kind: 'shown_before', link: links[1]?.link, endpoint: 'a' });
    expect(endpointOf(links, { sureAt: 0.95 })).toBeNull();
    expect(endpointOf([link('b', 940, 900), ...visits('a', 2, 950)])).toBeNull();
  });

  it('goes to the endpoint of today where visitors of three endpoints are equally likely', () => {
    const links = [link('b', 940, 900), ...visits('a', 4, 950), ...visits('c', 4, 1200)];
    expect(endpointOf(links)).toBeNull();
  });

  it('goes to the endpoint of today where that one is the sure one', () => {
    expect(endpointOf([...visits('b', 8, 100), link('a', 9000, 8000)])).toBeNull();
  });

  it('goes to the endpoint of today where its number is a bucket’s, whose visitors are not counted', () => {
    expect(endpointOf([link('b', 940, 900), ...visits('a', 8, 950)], { isShared: true })).toBeNull();
  });

  it('counts for nobody with links that were cut', () => {
    const links = [link('b', 940, 900), ...visits('a', 8, 950)];
    const chance = (isCut: boolean) =>
      [...Array(100).keys()].findLast((percent) => endpointOf(links, { isCut, sureAt: percent / 100 })) ?? 0;
    expect(chance(true)).toBeLessThan(chance(false));
  });
});
