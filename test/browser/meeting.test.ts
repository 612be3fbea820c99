import { describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../support/chromium.ts';
import { eventually, faults, setStage, shown } from './stage.ts';

const missing = findChromium() ? '' : ` (${NO_CHROMIUM})`;

/** Longer than the tags wait for an answer, and than the slow one takes: it must not come into the page late. */
const PATIENCE = 3000;
/** 128 random bits. */
const ID = /^\d+(-\d+){3}$/;

describe.skipIf(missing)(`how the two tags meet${missing}`, () => {
  const stage = setStage();
  const allocations = () => stage.gateway.bodies('/v1/allocations');
  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  it.each([
    ['analytics first', 'analytics communication', {}],
    ['communication first', 'communication analytics', {}],
    ['analytics 3 s late', 'communication analytics', { analytics: 3 }],
    ['communication 3 s late', 'analytics communication', { communication: 3 }],
    ['one script for both', 'combined', {}],
    ['both tags twice', 'analytics communication communication analytics', {}],
  ])('asks exactly once: %s', async (_order, tags, late) => {
    Object.assign(stage.gateway.mood, { tags, late });
    const page = await stage.open('/us.html?utm_source=google&utm_medium=cpc&utm_term=wiring');
    await eventually(() => faults(page)).toEqual([]);
    await pause(300);

    expect(allocations()).toHaveLength(1);
    const { session, context, ...rest } = allocations()[0] as Record<string, unknown>;
    expect(session).toMatch(ID);
    expect(rest).toEqual({
      endpoint: 'us',
      site: 'site_test',
      bucket: { source: 'google', medium: 'cpc' },
    });
    expect(context).toMatchObject({
      page: page.url(),
      visitor: expect.stringMatching(ID),
      values: {
        source: 'google',
        medium: 'cpc',
        keyword: 'wiring',
        firstSource: 'google',
        firstMedium: 'cpc',
      },
    });
    expect(stage.errors).toEqual([]);
  });

  it('asks without a preflight', async () => {
    const page = await stage.open('/us.html');
    await eventually(() => faults(page)).toEqual([]);
    await eventually(() => stage.gateway.hits('page')).toHaveLength(1);
    expect(stage.gateway.received.map(({ method }) => method)).not.toContain('OPTIONS');
    expect(new Set(stage.gateway.received.map(({ type }) => type))).toEqual(
      new Set(['text/plain;charset=UTF-8']),
    );
  });

  it('asks nothing where the analytics tag is blocked', async () => {
    stage.gateway.mood.tags = 'communication';
    const page = await stage.open('/us.html');
    await pause(1000);
    expect(await shown(page)).toContain('0123');
    expect(stage.gateway.received).toEqual([]);
    expect(stage.errors).toEqual([]);
  });

  it.each([
    ['is slow', { slow: 2000 }],
    ['fails', { status: 500 }],
    ['has had enough', { status: 429 }],
    ['refuses', { status: 400 }],
  ])("keeps the page's own number where the gateway %s", async (_how, mood) => {
    Object.assign(stage.gateway.mood, mood);
    const page = await stage.open('/us.html');
    await eventually(allocations).toHaveLength(1);
    await pause(PATIENCE);
    expect(await shown(page)).toContain('0123');
    expect(allocations()).toHaveLength(1);
    expect(stage.errors).toEqual([]);
  });

  it("keeps the page's own number where the gateway is dead", async () => {
    const page = await stage.open('/us.html?endpoint=us');
    await page.route('**/v1/**', (route) => route.abort());
    await page.reload();
    await pause(PATIENCE);
    expect(await shown(page)).toContain('0123');
    expect(stage.errors).toEqual([]);
  });

  it("keeps the page's own number where the gateway has none", async () => {
    const page = await stage.open('/us.html?endpoint=exhausted');
    await eventually(allocations).toHaveLength(1);
    await pause(300);
    expect(await shown(page)).toContain('0123');
  });

  it('answers the page through its queue and through its methods', async () => {
    stage.gateway.mood.late = { analytics: 0.5 };
    const page = await stage.open('/api.html');
    await eventually(() => faults(page)).toEqual([]);
    const [first] = allocations() as [Record<string, unknown>];
    const received = await page.evaluate(() => {
      const { received, ringtrail } = window as unknown as {
        received: unknown[];
        ringtrail: { session(): unknown; on(event: string, show: (number: unknown) => void): void };
      };
      ringtrail.on('number', (number) => received.push(number));
      return { received, session: ringtrail.session() };
    });
    expect(received.session).toMatchObject({ session: first.session });
    expect(received.received).toEqual([
      expect.objectContaining({ session: first.session }),
      expect.objectContaining({ endpoint: 'us', number: '+12025550187', keyedBy: 'session' }),
      expect.objectContaining({ endpoint: 'us', number: '+12025550187', keyedBy: 'session' }),
    ]);
    expect(stage.errors).toEqual([]);
  });

  it('serves several endpoints on one page', async () => {
    stage.gateway.mood.tags = 'analytics communication communication:second';
    const page = await stage.open('/endpoints.html');
    await eventually(() => faults(page)).toEqual([]);
    expect(new Set(allocations().map(({ endpoint }) => endpoint))).toEqual(new Set(['us', 'second']));
    expect(new Set(allocations().map(({ session }) => session)).size).toBe(1);
  });
});
