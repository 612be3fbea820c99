import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { SEEDED } from '../support/console/seed.ts';
import { faultsOn, type Stage } from '../support/console/stage.ts';

/** Describes the screen on which an operator looks after keys, people, share links and the audit log. */
export function describeSystem(theStage: () => Stage<'seeded'>): void {
  describe('the system screen', () => {
    let stage: Stage<'seeded'>;
    beforeAll(() => {
      stage = theStage();
    });

    const dialog = (page: Page) => page.getByRole('dialog');
    const row = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name });
    const secretOn = async (page: Page) => (await dialog(page).locator('code').textContent()) ?? '';
    const close = (page: Page) => dialog(page).getByRole('button', { name: 'Close' }).last().click();
    const opens = async (key: string) => (await stage.seeded.api('GET', '/v1/calls?limit=1', { key })).status;

    it('shows the disk, Redis, clocks, back-ups and address of the installation, with remedies', async () => {
      const { page, complaints } = await stage.open(stage.seeded, '/system/health');
      await row(page, 'Disk of the data folder')
        .getByText(/\d (MB|GB) left/)
        .waitFor();
      await row(page, 'Redis keeps its data').getByText('append-only file').waitFor();
      await row(page, 'Clocks').getByText('Fine').waitFor();
      await row(page, 'Last back-up').getByText('Set BACKUP_TO to a folder').waitFor();
      await row(page, 'Public address').getByText('PUBLIC_URL is not set').waitFor();
      expect(await faultsOn(page)).toEqual([]);
      expect(complaints).toEqual([]);
    });

    it('creates a key, gives it another secret, and ends it', async () => {
      const { page, complaints } = await stage.open(stage.seeded, '/system/keys');
      await page.getByRole('button', { name: 'New key' }).click();
      await dialog(page).getByLabel('Name').fill('A <b>dashboard</b>');
      await dialog(page).getByLabel('Businesses').selectOption('some');
      await dialog(page).getByLabel('Harbour Lights Electric').check();
      expect(await faultsOn(page)).toEqual([]);
      await dialog(page).getByRole('button', { name: 'Create the key' }).click();
      await dialog(page).getByText('This is the only time').waitFor();
      const first = await secretOn(page);
      await close(page);
      await row(page, 'A <b>dashboard</b>').getByText('Harbour Lights Electric · calls:read').waitFor();
      expect(await opens(first)).toBe(200);

      await page.getByRole('button', { name: 'New secret: A <b>dashboard</b>' }).click();
      await dialog(page).getByLabel('The former secret works for').selectOption('3600');
      await dialog(page).getByRole('button', { name: 'Make a new secret' }).click();
      await dialog(page).getByText('This is the only time').waitFor();
      const second = await secretOn(page);
      await close(page);
      await row(page, 'A <b>dashboard</b>').getByText('The former secret works until').waitFor();
      expect([await opens(first), await opens(second)]).toEqual([200, 200]);

      await page.getByRole('button', { name: 'End: A <b>dashboard</b>' }).click();
      await dialog(page).getByRole('button', { name: 'End', exact: true }).click();
      await row(page, 'A <b>dashboard</b>').waitFor({ state: 'detached' });
      expect([await opens(first), await opens(second)]).toEqual([401, 401]);
      expect(complaints).toEqual([]);
    });

    it('invites a person, changes the role, makes a link, and removes the person', async () => {
      const { page, complaints } = await stage.open(stage.seeded, '/system/people', { width: 390 });
      await page.getByRole('button', { name: 'Invite a person' }).first().click();
      await dialog(page).getByLabel('Name').fill('Vera');
      await dialog(page).getByLabel('E-mail address').fill('vera@shop.example');
      await dialog(page).getByLabel('Sees callers’ numbers').check();
      expect(await faultsOn(page)).toEqual([]);
      await dialog(page).getByRole('button', { name: 'Invite', exact: true }).click();
      await dialog(page).getByText('to nobody else').waitFor();
      expect(await secretOn(page)).toContain('/welcome#');
      await close(page);
      await row(page, 'vera@shop.example').getByText('Viewer').waitFor();

      await page.getByRole('button', { name: 'Change: Vera' }).click();
      await dialog(page).getByLabel('Role').selectOption('analyst');
      await dialog(page).getByRole('button', { name: 'Save' }).click();
      await row(page, 'vera@shop.example').getByText('Analyst').waitFor();
      await page.getByRole('button', { name: 'Sessions: Vera' }).click();
      await dialog(page).getByText('Nowhere at the moment').waitFor();
      await dialog(page).getByRole('button', { name: 'Close' }).click();
      await page.getByRole('button', { name: 'Link for a new password: Vera' }).click();
      await dialog(page).getByRole('button', { name: 'Make the link' }).click();
      await dialog(page).getByText('to nobody else').waitFor();
      await close(page);
      await page.getByRole('button', { name: 'Remove: Vera' }).click();
      await dialog(page).getByRole('button', { name: 'Remove' }).click();
      await row(page, 'vera@shop.example').waitFor({ state: 'detached' });
      expect(complaints).toEqual([]);
    });

    it('makes share links, which show calls and a report to strangers until they are revoked', async () => {
      const { page, complaints } = await stage.open(stage.seeded, '/system/shares');
      const share = async (name: string, shows: 'calls' | 'report') => {
        await page.getByRole('button', { name: 'New share link' }).click();
        await dialog(page).getByLabel('Name').fill(name);
        await dialog(page).getByLabel('Shows').selectOption(shows);
        if (shows === 'report') await dialog(page).getByLabel('Report by').selectOption('source');
        await dialog(page).getByRole('button', { name: 'Make the link' }).click();
        await dialog(page).getByText('Everybody with this link').waitFor();
        const url = await secretOn(page);
        await close(page);
        return url.slice(stage.seeded.publicUrl.length);
      };
      const calls = await share('Calls for <b>you</b>', 'calls');
      const report = await share('Sources', 'report');
      expect(complaints).toEqual([]);

      const stranger = await stage.open(stage.seeded, calls, { key: null, width: 390, scheme: 'dark' });
      await stranger.page.getByRole('heading', { name: 'Calls for <b>you</b>' }).waitFor();
      await stranger.page.getByText('Calls of Harbour Lights Electric').waitFor();
      const rows = stranger.page.locator('tbody tr');
      await expect.poll(() => rows.count()).toBe(100);
      expect(await rows.nth(3).textContent()).toMatch(/••• \d{4}|withheld/);
      expect(await faultsOn(stranger.page)).toEqual([]);
      await stranger.page.getByRole('button', { name: 'Show more' }).click();
      await expect.poll(() => rows.count()).toBe(200);
      const other = await stage.open(stage.seeded, report, { key: null });
      await other.page.getByRole('row').filter({ hasText: 'google' }).waitFor();
      await other.page.getByRole('heading', { name: 'From visit to good lead' }).waitFor();
      expect(await other.page.getByRole('definition').getByRole('link').count()).toBe(0);
      expect(await faultsOn(other.page)).toEqual([]);
      // A stranger has no session, and the browser reports the answer that says so.
      const unexpected = [...stranger.complaints, ...other.complaints].filter((one) => !one.includes('401'));
      expect(unexpected).toEqual([]);

      await page.getByRole('button', { name: 'Revoke: Calls for <b>you</b>' }).click();
      await dialog(page).getByRole('button', { name: 'Revoke', exact: true }).click();
      await row(page, 'Calls for <b>you</b>').waitFor({ state: 'detached' });
      await stranger.page.reload();
      await stranger.page.getByText('This link shows nothing any more').waitFor();
    });

    it('names in the audit log who changed what, from what to what', async () => {
      const { api } = stage.seeded;
      const sender = await api<{ id: string; secret: string }>('POST', '/v1/keys', {
        body: { name: '<i>Changer</i>', scopes: ['setup:write'] },
      });
      const key = sender.body.secret;
      await api('PATCH', `/v1/sites/${SEEDED.site}`, { key, body: { name: 'The other site' } });
      await api('PATCH', `/v1/sites/${SEEDED.site}`, { key, body: { name: 'Main site' } });
      const ofChanger = async () =>
        (await api<{ data: unknown[] }>('GET', `/v1/audit?holder=${sender.body.id}`)).body.data.length;
      await expect.poll(ofChanger).toBe(2);
      const { page } = await stage.open(stage.seeded, '/system/audit');
      await page.getByLabel('Who').selectOption('key');
      await page.getByLabel('Only changes').check();
      await page.getByRole('button', { name: '<i>Changer</i>' }).first().click();
      await page.getByRole('button', { name: 'Only <i>Changer</i>' }).waitFor();
      const changed = row(page, 'PATCH /v1/sites/{id}').filter({ hasText: 'Changed the site Main site' });
      expect(await changed.last().locator('del, ins').allTextContents()).toEqual([
        'The other site',
        'Main site',
      ]);
      expect(await page.getByRole('listitem').filter({ hasText: 'RINGTRAIL_ADMIN_KEY' }).count()).toBe(0);
      expect(new URL(page.url()).searchParams.get('holder')).toBe(sender.body.id);
    });

    it('shows readers the sections that their scopes open', async () => {
      const { body } = await stage.seeded.api<{ secret: string }>('POST', '/v1/keys', {
        body: { name: 'Sharer', scopes: ['shares:read', 'setup:read'], providers: [SEEDED.provider] },
      });
      const { page } = await stage.open(stage.seeded, '/system/keys', { key: body.secret });
      await page.waitForURL(/\/system\/shares$/);
      const sections = page.getByRole('navigation', { name: 'System' }).getByRole('link');
      expect(await sections.allTextContents()).toEqual(['Share links']);
      await page.getByText('A share link shows calls').waitFor();
      expect(await page.getByRole('button', { name: 'New share link' }).count()).toBe(0);
    });
  });
}
