import { beforeAll, describe, expect, it } from 'vitest';
import { faultsOn, type Stage } from '../support/console/stage.ts';

/** Describes the funnel, the value and the costs on the screen of reports. */
export function describeValue(theStage: () => Stage<'seeded'>): void {
  describe('reports in the console', () => {
    let stage: Stage<'seeded'>;
    beforeAll(() => {
      stage = theStage();
    });

    it('show the funnel, whose steps lead to the calls that they count', async () => {
      const { page, complaints } = await stage.open(stage.seeded, '/reports?period=month');
      const steps = page.locator('section', { hasText: 'From visit to good lead' }).locator('dl > div');
      await expect.poll(() => steps.count()).toBe(6);
      const counts = await steps.locator('dd:nth-of-type(2)').allTextContents();
      const leads = Number(counts[5]);
      await steps.getByRole('link', { name: /Good leads/ }).click();
      await page.waitForURL(/view=qualified/);
      const { searchParams } = new URL(page.url());
      searchParams.delete('view');
      searchParams.set('qualified', 'true');
      const { body } = await stage.seeded.api<{ data: unknown[] }>(
        'GET',
        `/v1/calls?${searchParams}&limit=1000`,
      );
      expect(body.data).toHaveLength(leads);
      expect(complaints).toEqual([]);
    });

    it('take costs that are pasted, once, and then show the cost for each call', async () => {
      const { page, complaints } = await stage.open(stage.seeded, '/reports?by=source&period=month');
      const day = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
      const paste = async (result: string) => {
        await page.getByLabel('Source of these lines').fill('google');
        await page.getByLabel('Medium of these lines').fill('cpc');
        await page
          .locator('textarea[name=text]')
          .fill(`Campaign,Day,Cost,Currency code\nspring,${day},"1,234.50",EUR`);
        await page.getByRole('button', { name: 'Enter' }).click();
        await page.getByText(result).waitFor();
      };
      await page.getByRole('button', { name: 'Costs' }).click();
      await paste('1 new, 0 changed, 0 known before');
      await paste('0 new, 0 changed, 1 known before');
      expect(await faultsOn(page)).toEqual([]);
      await page.getByRole('button', { name: 'Close' }).click();
      await page.getByRole('columnheader', { name: 'Cost per call' }).waitFor();
      expect(await page.getByText('€1,234.50').count()).toBeGreaterThan(0);
      expect(complaints).toEqual([]);
    });
  });
}
