import type { Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  faultsOn,
  openPage,
  type Scheme,
  type Shown,
  type Stage,
  settled,
} from '../support/console/stage.ts';

/** The screens, each with a text that it shows once it has read its data, seeded and empty. */
const SCREENS: [path: string, seeded: RegExp, empty: RegExp][] = [
  ['/live', /Latest calls/, /No call yet/],
  ['/calls', /emergency-electrician/, /No call yet/],
  ['/calls?view=value&channel=Paid+Search&source=', /No call fits|≥|Channel/, /No call fits/],
  ['/calls/blocked', /Nobody is blocked/, /Nobody is blocked/],
  ['/calls/call_seed17', /Opened \/ev-chargers/, /no such call/],
  ['/reports', /Paid Search/, /No call in this period/],
  ['/reports?by=campaign&period=week&source=google', /emergency-electrician/, /No call in this period/],
  ['/numbers', /Shown to visitors/, /No pool yet/],
  ['/sites', /harbourlights/, /No site yet/],
  ['/sites/site_harbour', /combined.js/, /no such site/],
  ['/endpoints/end_desk', /Opening hours/, /no such destination/],
  ['/sites/new', /Four answers/, /Name of the business/],
  ['/consumers', /No consumer yet/, /No consumer yet/],
  ['/connected?error=access_denied', /access_denied/, /access_denied/],
  ['/account', /You signed in with an API key/, /You signed in with an API key/],
  ['/system', /RINGTRAIL_ADMIN_KEY/, /RINGTRAIL_ADMIN_KEY/],
  ['/system/keys', /First admin key/, /First admin key/],
  ['/system/people', /Nobody has an account yet/, /Nobody has an account yet/],
  ['/system/shares', /no share link yet/, /no share link yet/],
  ['/system/backups', /Set BACKUP_TO/, /Set BACKUP_TO/],
  ['/system/audit', /GET \/v1\/providers/, /GET \/v1\/providers/],
  ['/nowhere', /no such page/, /no such page/],
];
const VIEWS: [width: number, scheme: Scheme][] = [
  [1440, 'light'],
  [390, 'dark'],
];

/** Describes that each screen is accessible, fits its window and makes no complaint. */
export function describeScreens(theStage: () => Stage<'seeded' | 'empty'>): void {
  describe('the screens of the console', () => {
    let stage: Stage<'seeded' | 'empty'>;
    beforeAll(() => {
      stage = theStage();
    });

    describe('of weeks of calls and of nothing, wide and light, narrow and dark', () => {
      let pages: (Shown & { view: string; isSeeded: boolean })[];
      beforeAll(async () => {
        const opened = VIEWS.flatMap(([width, scheme]) =>
          [true, false].map(async (isSeeded) => ({
            ...(await openPage(stage.browser, isSeeded ? stage.seeded : stage.empty, '/account', {
              width,
              scheme,
            })),
            ...{ isSeeded, view: `${isSeeded ? 'seeded' : 'empty'}, ${width} pixels wide` },
          })),
        );
        pages = await Promise.all(opened);
      });
      afterAll(() => Promise.all(pages.map(({ page }) => page.context().close())));

      it.each(SCREENS)('%s is accessible, fits and complains of nothing', async (path, seeded, empty) => {
        const looks = pages.map(async ({ page, complaints, view, isSeeded }) => {
          await page.evaluate((to) => history.pushState(null, '', to), path);
          await expect.poll(() => page.locator('main').textContent()).toMatch(isSeeded ? seeded : empty);
          await settled(page);
          expect(await faultsOn(page), view).toEqual([]);
          const unexpected = complaints.splice(0).filter((one) => !one.includes('404'));
          expect(unexpected, view).toEqual([]);
        });
        await Promise.all(looks);
      });
    });

    it('signs in with a key, and says of a wrong one that it is wrong', async () => {
      const { page } = await stage.open(stage.seeded, '/calls', { key: null });
      expect(await faultsOn(page)).toEqual([]);
      await page.getByLabel('API key').fill('rt_wrong');
      await page.keyboard.press('Enter');
      await page.getByText('The gateway does not know this key').waitFor();
      await page.getByLabel('API key').fill(stage.seeded.adminKey);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Calls' }).waitFor();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByLabel('API key').waitFor();
    });

    it('stays signed in with a key when the answer comes late that nobody was signed in before', async () => {
      const { page } = await stage.open(stage.seeded, '/calls', { key: null });
      const late: Route[] = [];
      await page.route('**/v1/session', async (route) => {
        if (route.request().headers().authorization) await route.continue();
        else late.push(route);
      });
      await page.getByLabel('API key').fill('rt_wrong');
      await page.keyboard.press('Enter');
      await page.getByText('The gateway does not know this key').waitFor();
      await expect.poll(() => late.length).toBeGreaterThan(0);
      await page.getByLabel('API key').fill(stage.seeded.adminKey);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Calls' }).waitFor();
      const answered = page.waitForResponse((response) => response.status() === 401);
      await Promise.all(late.map((route) => route.continue()));
      await (await answered).finished();
      await page.reload();
      await page.getByRole('heading', { name: 'Calls' }).waitFor();
    });

    it('lead from / to the first screen that the scopes of the reader open', async () => {
      for (const [scope, screen] of [
        ['setup:read', '/numbers'],
        ['reports:read', '/reports'],
      ] as const) {
        const { body } = await stage.seeded.api<{ secret: string }>('POST', '/v1/keys', {
          body: { name: 'Some screens', scopes: [scope] },
        });
        const { page } = await stage.open(stage.seeded, '/', { key: body.secret });
        await expect.poll(() => new URL(page.url()).pathname).toBe(screen);
      }
    });

    it('explains an attribution in the language of the reader', async () => {
      const { page } = await stage.open(stage.seeded, '/calls/call_seed17', { locale: 'de-DE' });
      await page.getByText('Als der Anruf kam, wurde die Nummer einer Sitzung gezeigt.').waitFor();
      expect(await page.locator('main [lang=en]').count()).toBe(0);
      await page.getByLabel('Sprache').selectOption('es');
      await page.getByText(/su probabilidad alcanza el 80/).waitFor();
    });

    it('speaks German and Spanish, and remembers the choice', async () => {
      const { page } = await stage.open(stage.seeded, '/calls', { locale: 'de-AT' });
      await page.getByRole('heading', { name: 'Anrufe' }).waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe('de');
      await page.getByLabel('Sprache').selectOption('es');
      await page.getByRole('heading', { name: 'Llamadas' }).waitFor();
      await page.reload();
      await page.getByRole('heading', { name: 'Llamadas' }).waitFor();
    });

    it('says when the gateway does not answer, and reads everything again when it does', async () => {
      const { page } = await stage.open(stage.seeded, '/calls');
      await page.context().setOffline(true);
      await page.getByText('The gateway does not answer').waitFor();
      expect(await page.locator('tbody tr').count(), 'the calls stay on screen').toBeGreaterThan(10);
      await page.context().setOffline(false);
      await page.getByText('The gateway does not answer').waitFor({ state: 'detached' });
    });
  });
}
