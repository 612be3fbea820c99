import { describe, expect, it } from 'vitest';
import { attribute, type Holder } from './attribute.ts';
import type { Call } from './call.ts';
import type { LinkRecord } from './ledger.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 2, 1, 12) + seconds * 1000);

const call: Call = {
  id: 'call_1',
  carrier: 'twilio',
  carrierCallId: 'CA1',
  from: '+12125550100',
  to: '+12025550101',
  at: at(0),
  state: 'ended',
  outcome: 'answered',
  ringSeconds: 4,
  talkSeconds: 42,
  answeredBy: null,
  recording: null,
  attestation: null,
  forwardedFrom: null,
  account: null,
  resolution: 'live',
  endpoint: 'end_1',
  site: 'site_1',
  provider: 'prov_1',
  pool: 'pool_1',
  link: 'lnk_1',
  keyedBy: 'session',
  key: 's1',
  eventCount: 2,
};

function holder(name: string, more: Partial<LinkRecord> = {}): Holder {
  const link = {
    id: `lnk_${name}`,
    provider: 'prov_1',
    pool: 'pool_1',
    number: '+12025550101',
    site: 'site_1',
    endpoint: 'end_1',
    keyedBy: 'session',
    key: name,
    reason: 'within_threshold',
    activeSessions: 1,
    threshold: 5,
    startedAt: at(-600),
    seenAt: null,
    endedAt: null,
    cause: null,
    ...more,
  } as LinkRecord;
  const facts = {
    values: { source: 'google', medium: 'cpc' },
    visitor: `visitor of ${name}`,
    page: 'https://shop.example/',
    referrer: null,
    clickIds: {},
  };
  const session = {
    site: 'site_1',
    id: name,
    provider: 'prov_1',
    facts,
    firstSeenAt: at(-600),
    lastSeenAt: at(0),
  };
  return { link, session: link.keyedBy === 'session' ? session : null };
}

const ended = (name: string, secondsAgo: number) =>
  holder(name, {
    startedAt: at(-secondsAgo - 300),
    seenAt: at(-secondsAgo),
    endedAt: at(-secondsAgo),
    cause: 'left',
  });

describe('a call to a number', () => {
  it('that is on somebody’s page comes from there', () => {
    const told = attribute(call, [holder('s1'), ended('before', 7200)]);
    expect(told).toMatchObject({
      to: 'session',
      session: 's1',
      visitor: 'visitor of s1',
      source: 'google',
      rung: 'session',
    });
    expect(told.confidence).toBeGreaterThan(0.9);
    expect(told.candidates.map(({ session }) => session)).toEqual(['s1', 'before']);
  });

  it('whose page was closed a moment ago comes from there, with less confidence the longer it is ago', () => {
    const confidences = [1, 60, 600, 1800].map((ago) => attribute(call, [ended('s1', ago)]).confidence);
    expect(confidences).toEqual(confidences.toSorted((a, b) => b - a));
    expect(attribute(call, [ended('s1', 60)])).toMatchObject({ to: 'session', session: 's1' });
    expect(attribute(call, [ended('s1', 60)]).evidence[0]).toMatch(/^Late call: .* 60 seconds before/);
  });

  it('that nobody has had for days is nobody’s', () => {
    const told = attribute(call, [ended('s1', 5 * 86_400)]);
    expect(told).toMatchObject({ to: 'none', session: null, visitor: null, source: null, landingPage: null });
    expect(told.evidence.at(-1)).toContain('too long ago');
  });

  it('that was shown only later, or never, is nobody’s', () => {
    expect(attribute(call, [holder('later', { startedAt: at(1) })])).toMatchObject({
      to: 'none',
      candidates: [],
    });
    expect(attribute(call, [])).toMatchObject({ to: 'none', rung: 'none', confidence: 1 });
  });

  it('of a bucket names the bucket and no visitor, whatever is known of its sessions', () => {
    const key = JSON.stringify({ source: 'bing', medium: 'cpc' });
    const reason = { reason: 'over_threshold', activeSessions: 6, threshold: 5 };
    const told = attribute(call, [holder('x', { keyedBy: 'bucket', key, ...reason })]);
    expect(told).toMatchObject({
      to: 'bucket',
      session: null,
      visitor: null,
      bucket: { source: 'bing', medium: 'cpc' },
      source: 'bing',
      rung: 'bucket',
    });
    expect(told.evidence.join()).toContain('6 active sessions were more than the threshold of 5');
  });

  it('is told the same each time, with probabilities that leave room for nobody', () => {
    const holders = [holder('s1'), ended('a', 30), ended('b', 90)];
    expect(attribute(call, holders)).toEqual(attribute(call, holders.toReversed()));
    const sum = attribute(call, holders).candidates.reduce(
      (total, { probability }) => total + probability,
      0,
    );
    expect(sum).toBeGreaterThan(0.5);
    expect(sum).toBeLessThan(1);
  });
});
