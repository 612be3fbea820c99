import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { playCall } from '../../tools/simulator/play-call.ts';
import { twilioCall } from '../../tools/simulator/twilio-call.ts';
import { faultsOn, type Stage } from '../support/console/stage.ts';

const SCRIPT = '<img src=x onerror="document.title=\'run\'"><script>document.title="run"</script>';

/** Describes the list of calls and the page of one. */
export function describeCalls(theStage: () => Stage<'seeded'>): void {
  describe('calls in the console', () => {
    let stage: Stage<'seeded'>;
    beforeAll(() => {
      stage = theStage();
    });

    const rows = (page: Page) => page.locator('tbody tr:has(td)');

    it('are listed a page at a time, and narrowed by view, caller and period', async () => {
      const { page } = await stage.open(stage.seeded, '/calls');
      await expect.poll(() => rows(page).count()).toBe(50);
      await page.getByRole('button', { name: 'Show more' }).click();
      await expect.poll(() => rows(page).count()).toBe(100);
      await page.getByText('Missed', { exact: true }).first().click();
      await page.waitForURL(/view=missed/);
      await expect.poll(() => rows(page).filter({ hasText: 'Answered' }).count()).toBe(0);
      expect(await rows(page).filter({ hasText: 'Missed' }).count()).toBeGreaterThan(10);
      const caller = (await rows(page).first().locator('[data-phone]').textContent()) ?? '';
      await page.getByLabel('Search by caller').fill(caller.slice(-4));
      await expect.poll(() => rows(page).count()).toBeLessThan(10);
      expect(await rows(page).first().textContent()).toContain(caller.slice(-4));
      await page.getByLabel('Search by caller').fill('0000');
      await page.getByRole('button', { name: 'Remove all filters' }).click();
      await expect.poll(() => rows(page).count()).toBeGreaterThanOrEqual(50);
    });

    it('have saved views, and a search by source and tag', async () => {
      const { page } = await stage.open(stage.seeded, '/calls');
      const { body } = await stage.seeded.api<{ data: { id: string; visit: { to: string } | null }[] }>(
        'GET',
        '/v1/calls?attributed=false&limit=1000',
      );
      await page.getByText('Not attributed', { exact: true }).first().click();
      await page.waitForURL(/view=unattributed/);
      await expect.poll(() => rows(page).count()).toBe(Math.min(50, body.data.length));
      for (const [view, text] of [
        ['Unreturned', /Missed|Voicemail|Failed/],
        ['First-time', /./],
      ] as const) {
        await page.getByText(view, { exact: true }).click();
        await expect.poll(() => rows(page).first().textContent()).toMatch(text);
      }
      await page.goto(`${stage.seeded.url}/calls`);
      await page.getByLabel('Search in').selectOption('source');
      await page.getByLabel('Search by source').fill('google');
      await page.waitForURL(/source=google/);
      await expect.poll(() => rows(page).filter({ hasText: 'google' }).count()).toBe(50);
      await page.getByLabel('Search in').selectOption('tag');
      await page.getByLabel('Search by tag').fill('no such tag');
      await page.getByText('No call fits these filters').waitFor();
    });

    it('are walked through by keys, which an overlay shows', async () => {
      const { page } = await stage.open(stage.seeded, '/calls');
      await rows(page).nth(2).waitFor();
      const focused = () => page.evaluate(() => document.activeElement?.getAttribute('href'));
      const hrefs = await rows(page)
        .getByRole('link')
        .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
      for (const key of ['j', 'ArrowDown', 'j', 'k']) await page.keyboard.press(key);
      expect(await focused()).toBe(hrefs[1]);
      await page.keyboard.press('?');
      await page.getByRole('dialog').getByText('Next call').waitFor();
      expect(await faultsOn(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await page.getByText('How this call came about').waitFor();
      await page.keyboard.press('Escape');
      await page.waitForURL(/\/calls$/);
    });

    it('are reported as called back, and counted by the reports that lead to them', async () => {
      const { page, complaints } = await stage.open(stage.seeded, '/calls?view=unreturned');
      await rows(page).first().getByRole('link').click();
      await page.getByRole('button', { name: 'Call back done' }).click();
      await page.getByRole('button', { name: 'Undo: not called back' }).click();
      await page.getByRole('button', { name: 'Call back done' }).waitFor();
      for (const by of ['channel', 'source', 'campaign', 'page', 'site', 'endpoint']) {
        await page.goto(`${stage.seeded.url}/reports?by=${by}&period=month`);
        const links = page.locator('tbody td a');
        await links.first().waitFor();
        const counted = await links.evaluateAll((all) =>
          all.map((link) => [Number(link.textContent?.replaceAll(',', '')), link.getAttribute('href') ?? '']),
        );
        for (const [calls, href] of counted.slice(0, 4) as [number, string][]) {
          const { period: _, ...query } = Object.fromEntries(new URL(href, stage.seeded.url).searchParams);
          const search = new URLSearchParams({ ...query, limit: '1000' });
          const { body } = await stage.seeded.api<{ data: unknown[] }>('GET', `/v1/calls?${search}`);
          expect(body.data.length, href).toBe(calls);
        }
      }
      const byConfidence = page.getByRole('heading', { name: 'Calls by confidence' });
      const bands = page.locator('section').filter({ has: byConfidence }).locator('a[href^="/calls?"]');
      await bands.first().waitFor();
      let sum = 0;
      for (const link of await bands.all()) {
        const { searchParams } = new URL((await link.getAttribute('href')) ?? '', stage.seeded.url);
        if (searchParams.get('view') === 'unattributed') searchParams.set('attributed', 'false');
        searchParams.delete('view');
        searchParams.set('limit', '1000');
        const { body } = await stage.seeded.api<{ data: unknown[] }>('GET', `/v1/calls?${searchParams}`);
        expect(body.data.length).toBe(Number(await link.textContent()));
        sum += body.data.length;
      }
      const { searchParams: shown } = new URL(
        (await bands.first().getAttribute('href')) ?? '',
        stage.seeded.url,
      );
      const until = new Date(Date.parse(shown.get('until') ?? '') + 1).toISOString();
      const period = new URLSearchParams({ since: shown.get('since') ?? '', until });
      const { body: report } = await stage.seeded.api<{ total: { calls: number } }>(
        'GET',
        `/v1/reports/calls?${period}`,
      );
      expect(sum).toBe(report.total.calls);
      const cells = page.locator('table a[href*=weekday]');
      await cells.first().waitFor();
      const hours = await cells.evaluateAll((all) =>
        all.map((cell) => [Number(cell.textContent), cell.getAttribute('href') ?? ''] as const),
      );
      for (const [calls, href] of hours.filter((_, place) => place % 9 === 0)) {
        const { searchParams } = new URL(href, stage.seeded.url);
        searchParams.set('limit', '1000');
        const { body } = await stage.seeded.api<{ data: unknown[] }>('GET', `/v1/calls?${searchParams}`);
        expect(body.data.length, href).toBe(calls);
      }
      await cells.first().click();
      await page.getByRole('heading', { name: 'Calls' }).waitFor();
      await expect.poll(() => rows(page).count()).toBe(Math.min(50, hours[0]?.[0] ?? 0));
      expect(complaints).toEqual([]);
    });

    it('are blocked by their caller, who is let through again from the call or from the list', async () => {
      const { page, complaints } = await stage.open(stage.seeded, '/calls/call_seed17');
      await page.getByRole('button', { name: 'Block this caller' }).click();
      await page.getByText(/Blocked by .*Further calls are refused/).waitFor();
      await page.getByRole('button', { name: 'Unblock' }).click();
      await page.getByRole('button', { name: 'Block this caller' }).waitFor();
      await page.goto(`${stage.seeded.url}/calls`);
      await page.getByRole('link', { name: 'Blocked callers' }).click();
      await page.getByLabel('Number of the caller').fill('(212) 555-0142');
      await page.getByLabel('Note').fill(SCRIPT);
      await page.getByRole('button', { name: 'Block', exact: true }).click();
      await page.getByText(SCRIPT).waitFor();
      await page.getByLabel('Number of the caller').fill('anonymous');
      await page.getByRole('button', { name: 'Block', exact: true }).click();
      await page.getByText(/withholds the number/).waitFor();
      await page.getByRole('button', { name: 'Unblock: +12125550142' }).click();
      await page.getByText('Nobody is blocked').waitFor();
      expect(await page.title()).not.toBe('run');
      expect(complaints.filter((one) => !one.includes('400'))).toEqual([]);
    });

    it('appear while the list is open', async () => {
      const { page } = await stage.open(stage.seeded, '/calls');
      const { url, twilioToken } = stage.seeded;
      await playCall(twilioCall, {
        ...{ localUrl: url, publicUrl: stage.seeded.publicUrl, secret: twilioToken },
        ...{ from: '+13015550999', to: '+12025550100' },
        outcomes: ['answered'],
        ringSeconds: 4,
        talkSeconds: 42,
      });
      await expect.poll(() => rows(page).first().textContent()).toMatch(/\+1.301.555.0999/);
    });

    it('are opened by keyboard, and corrected, tagged and noted there', async () => {
      const { page, complaints } = await stage.open(stage.seeded, '/calls');
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
      await rows(page).nth(4).getByRole('link').focus();
      await page.keyboard.press('Enter');
      await page.getByText('How this call came about').waitFor();

      await page.getByPlaceholder('Type a tag and press Enter').fill(SCRIPT.slice(0, 40));
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: `Remove the tag ${SCRIPT.slice(0, 40)}` }).waitFor();
      await page.getByPlaceholder('A summary, and the next step').fill(SCRIPT);
      await page.getByRole('button', { name: 'Add the note' }).click();
      await page.getByText(SCRIPT).first().waitFor();

      await page.getByRole('button', { name: 'Correct the source' }).click();
      await page.getByRole('textbox', { name: 'Source' }).fill('neighbour');
      await page.getByLabel('Reason').fill(SCRIPT);
      await page.getByRole('button', { name: 'Save the correction' }).click();
      await page.getByText('A person corrected the source').waitFor();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await page.title()).not.toBe('run');
      expect(complaints).toEqual([]);
    });

    it('show the last digits of callers to a key that may not see more', async () => {
      const { body } = await stage.seeded.api<{ secret: string }>('POST', '/v1/keys', {
        body: { name: 'Viewer', scopes: ['calls:read', 'setup:read'] },
      });
      const { page } = await stage.open(stage.seeded, '/calls', { key: body.secret });
      await expect.poll(() => rows(page).count()).toBe(50);
      expect(await page.locator('[data-phone]').count()).toBe(0);
      expect(await rows(page).first().textContent()).toMatch(/••• \d{4}/);
    });
  });
}
