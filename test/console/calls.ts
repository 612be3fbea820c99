import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { playCall } from '../../tools/simulator/play-call.ts';
import { twilioCall } from '../../tools/simulator/twilio-call.ts';
import type { Stage } from '../support/console/stage.ts';

const SCRIPT = '<img src=x onerror="document.title=\'run\'"><script>document.title="run"</script>';

/** Describes the list of calls and the page of one. */
export function describeCalls(theStage: () => Stage): void {
  describe('calls in the console', () => {
    let stage: Stage;
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
