import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../support/chromium.ts';
import { eventually, setStage } from './stage.ts';

const missing = findChromium() ? '' : ` (${NO_CHROMIUM})`;

const OWN = /^\d+(-\d+){3}$/;
const CLIENT = '1162820436.1749482504';

type Allocation = { session: string | null; context: { visitor: string | null } };
type Cookies = { _ga?: string; _ga_ABC123?: string };

describe.skipIf(missing)(`GA4's session${missing}`, () => {
  const stage = setStage();
  const allocations = () => stage.gateway.bodies('/v1/allocations') as Allocation[];
  const allocated = async (count: number) => {
    await eventually(allocations).toHaveLength(count);
    const { session, context } = allocations()[count - 1] as Allocation;
    return { session, visitor: context.visitor };
  };

  it.each([
    ['GS1', 'GS1.1.1749482600.2.1.1749482700.0.0.0', '1749482600'],
    ['GS2', 'GS2.1.s1749482600$o2$g1$t1749482700$j60$l0$h0', '1749482600'],
    ['GS2 in another order', 'GS2.1.o2$g1$s1749482600$t1749482700', '1749482600'],
  ])('is taken from the cookies: %s', async (_format, cookie, session) => {
    await open({ _ga: `GA1.1.${CLIENT}`, _ga_ABC123: cookie });
    expect(await allocated(1)).toEqual({ session: `${CLIENT}.${session}`, visitor: CLIENT });
    await eventually(() => stage.gateway.hits('page')).toEqual([
      expect.objectContaining({ session: `${CLIENT}.${session}` }),
    ]);
    expect(stage.errors).toEqual([]);
  });

  it('is followed when GA4 begins another', async () => {
    const page = await open({ _ga: `GA1.1.${CLIENT}`, _ga_ABC123: 'GS2.1.s1749482600$o1' });
    await allocated(1);
    await setCookies(page, { _ga_ABC123: 'GS2.1.s1749489999$o2' });
    await page.goto(`${stage.gateway.site}/us.html?again`);
    expect(await allocated(2)).toEqual({ session: `${CLIENT}.1749489999`, visitor: CLIENT });
  });

  it('is asked of gtag where there are no cookies yet', async () => {
    await open({}, 300);
    expect(await allocated(1)).toEqual({ session: '5.6.77', visitor: '5.6' });
  });

  it('is not waited for when gtag says nothing: the visit has its own', async () => {
    await open({}, 60_000);
    const { session, visitor } = await allocated(1);
    expect(session).toMatch(OWN);
    expect(visitor).toMatch(OWN);
  });

  it('does not break in two a visit that began before GA4 was there', async () => {
    const page = await open({});
    const first = await allocated(1);
    expect(first.session).toMatch(OWN);
    await setCookies(page, { _ga: `GA1.1.${CLIENT}`, _ga_ABC123: 'GS2.1.s1749482600$o1' });
    await page.reload();
    expect(await allocated(2)).toEqual(first);
  });

  it("is another property's where the site names none, and nobody's without consent", async () => {
    const cookies = { _ga: `GA1.1.${CLIENT}`, _ga_ABC123: 'GS2.1.s1749482600$o1' };
    await open(cookies, undefined, {});
    expect((await allocated(1)).session).toMatch(OWN);
    await open(cookies, undefined, { ga4: 'G-OTHER1' });
    expect((await allocated(2)).session).toMatch(OWN);
    await open(cookies, undefined, { ga4: 'G-ABC123', consent: 'required' });
    expect(await allocated(3)).toEqual({ session: null, visitor: null });
  });

  /** Opens a page in a new profile with GA4's cookies, and a gtag that answers after this many milliseconds. */
  async function open(
    cookies: Cookies,
    gtagAnswers?: number,
    settings: { ga4?: string; consent?: 'required' } = { ga4: 'G-ABC123' },
  ): Promise<Page> {
    stage.gateway.mood.settings = settings;
    const context = await stage.browser.newContext();
    const page = await context.newPage();
    page.on('pageerror', (error) => stage.errors.push(String(error)));
    await setCookies(page, cookies);
    if (gtagAnswers !== undefined) {
      await page.addInitScript((milliseconds) => {
        const answers: Record<string, string> = { client_id: '5.6', session_id: '77' };
        Object.assign(window, {
          gtag: (_command: string, _id: string, field: string, take: (value: unknown) => void) =>
            setTimeout(() => take(answers[field]), milliseconds),
        });
      }, gtagAnswers);
    }
    await page.goto(`${stage.gateway.site}/us.html`);
    return page;
  }

  async function setCookies(page: Page, cookies: Cookies): Promise<void> {
    const url = stage.gateway.site;
    await page.context().addCookies(Object.entries(cookies).map(([name, value]) => ({ name, value, url })));
  }
});
