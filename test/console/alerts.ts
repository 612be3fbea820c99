import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOn, type Stage } from '../support/console/stage.ts';
import { type Double, startDouble } from '../support/consumers/double.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { startSmtp } from '../support/smtp.ts';

type Consumer = {
  id: string;
  name: string;
  kind: string;
  settings: Record<string, unknown>;
  paused: boolean;
};

/** What alerts can be about, each with the limit that its form asks for. */
const ABOUT: [about: string, limit: string | null, member: object][] = [
  ['missed_call', null, {}],
  ['ad_call_missed', null, {}],
  ['voicemail', null, {}],
  ['any_call', null, {}],
  ['first_call_of_campaign', null, {}],
  ['pool_low', 'When it lasts for fewer minutes than', { lowMinutes: 25 }],
  ['consumer_failing', 'After minutes without a success', { failingMinutes: 25 }],
  ['silence', null, {}],
  ['numbers_elsewhere', null, {}],
];
const ON_A_PHONE = { width: 390, scheme: 'dark' } as const;

/** Describes how people set up alerts and reports by mail, change them and remove them. */
export function describeAlerts(theStage: () => Stage): void {
  describe('alerts and reports by mail', () => {
    let stage: Stage;
    let own: Ringtrail;
    let chat: Double;
    let smtp: Awaited<ReturnType<typeof startSmtp>>;
    beforeAll(async () => {
      stage = theStage();
      [chat, smtp] = await Promise.all([startDouble(() => ({ status: 200 })), startSmtp()]);
      const mail = { SMTP_URL: smtp.url, MAIL_FROM: 'alerts@ringtrail.example' };
      own = await startRingtrail({ env: { ...mail, DELIVERY_PRIVATE_NETWORKS: 'on' } });
      await own.api('POST', '/v1/providers', { body: { name: 'Harbour', country: 'DE' } });
    });
    afterAll(async () => {
      await own.stop();
      await Promise.all([chat.stop(), smtp.stop()]);
    });

    const consumers = async () => (await own.api<{ data: Consumer[] }>('GET', '/v1/consumers')).body.data;
    const named = async (name: string) => (await consumers()).find((one) => one.name === name);
    const dialog = (page: Page) => page.getByRole('dialog');
    const press = (page: Page, name: string) =>
      page.getByRole('button', { name, exact: true }).first().press('Enter');
    const open = async (path: string, name: string, view = {}) => {
      const shown = await stage.open(own, path, view);
      await press(shown.page, name);
      return shown;
    };

    it('are created about each kind of call and state, with its limit, on a phone', async () => {
      const { page, complaints } = await stage.open(own, '/consumers', ON_A_PHONE);
      for (const [about, limit, member] of ABOUT) {
        await press(page, 'Add an alert');
        await dialog(page).getByLabel('Name').fill(`About ${about}`);
        await dialog(page).getByLabel('Notify people of').selectOption(about);
        if (limit) await dialog(page).getByLabel(limit).fill('25');
        await dialog(page).getByLabel('E-mail addresses').fill('a@shop.example; b@shop.example');
        await dialog(page).getByLabel('Quiet time').selectOption('60');
        await dialog(page).getByRole('button', { name: 'Create the alert' }).press('Enter');
        await page.getByRole('link', { name: `About ${about}` }).waitFor();
        const to = ['a@shop.example', 'b@shop.example'];
        expect(await named(`About ${about}`)).toMatchObject({
          ...{ kind: 'email', settings: { about, to, quietMinutes: 60, withCaller: false, ...member } },
        });
      }
      await press(page, 'Add an alert');
      await dialog(page).getByLabel('Notify people of').selectOption('pool_low');
      expect(await faultsOn(page)).toEqual([]);
      expect(complaints).toEqual([]);
    });

    it('mark the field that is wrong, in the reader’s language', async () => {
      const { page } = await open('/consumers', 'Meldung hinzufügen', { ...ON_A_PHONE, locale: 'de-DE' });
      await dialog(page).getByLabel('Name').fill('Falsch');
      await dialog(page).getByLabel('E-Mail-Adressen').fill('a@shop.example, keine');
      await page.keyboard.press('Enter');
      await dialog(page).getByText('Geben Sie ein bis zehn E-Mail-Adressen ein').waitFor();
      expect(await dialog(page).getByLabel('E-Mail-Adressen').getAttribute('aria-invalid')).toBe('true');
      expect(await faultsOn(page)).toEqual([]);
      expect(await named('Falsch')).toBeUndefined();
    });

    it('are paused, tried, changed without their secret address, and removed, by keyboard', async () => {
      const { body } = await own.api<{ data: { id: string }[] }>('GET', '/v1/providers');
      const provider = body.data[0]?.id;
      const settings = { about: 'voicemail' };
      const made = await own.api<Consumer>('POST', '/v1/consumers', {
        body: { provider, name: 'Chat', kind: 'slack', settings, credentials: { url: chat.url } },
      });
      const { page, complaints } = await open(`/consumers/${made.body.id}`, 'Pause');
      await page.getByRole('button', { name: 'Resume' }).press('Enter');
      await page.getByRole('button', { name: 'Pause' }).waitFor();
      await press(page, 'Change');
      expect(await dialog(page).getByLabel('Notify people of').inputValue()).toBe('voicemail');
      expect(await dialog(page).getByLabel('Address of the incoming webhook').inputValue()).toBe('');
      await dialog(page).getByLabel('Name').fill('Team chat');
      await dialog(page).getByLabel('Notify people of').selectOption('pool_low');
      await dialog(page).getByLabel('When it lasts for fewer minutes than').fill('5');
      expect(await faultsOn(page)).toEqual([]);
      await dialog(page).getByLabel('Name').press('Enter');
      await page.getByRole('heading', { name: 'Team chat' }).waitFor();
      expect(await named('Team chat')).toMatchObject({ settings: { about: 'pool_low', lowMinutes: 5 } });
      await press(page, 'Send a test');
      await page.getByText('It answered in').waitFor();
      expect(chat.received.at(-1)?.body).toContain('A test from Ringtrail');
      await press(page, 'Remove');
      await dialog(page).getByRole('button', { name: 'Remove' }).press('Enter');
      await page.waitForURL(/\/consumers$/);
      expect(await named('Team chat')).toBeUndefined();
      expect(complaints.filter((one) => !one.includes('404'))).toEqual([]);
    });

    it('change the address of a webhook, and keep its secret', async () => {
      const { body } = await own.api<{ data: { id: string }[] }>('GET', '/v1/providers');
      const made = await own.api<Consumer>('POST', '/v1/consumers', {
        body: {
          provider: body.data[0]?.id,
          name: 'CRM',
          kind: 'webhook',
          settings: { url: 'http://a.example/' },
        },
      });
      const { page } = await open(`/consumers/${made.body.id}`, 'Change', ON_A_PHONE);
      await dialog(page).getByLabel('Address').fill('ftp://b.example/');
      await dialog(page).getByRole('button', { name: 'Save' }).press('Enter');
      await expect.poll(() => dialog(page).getByLabel('Address').getAttribute('aria-invalid')).toBe('true');
      await dialog(page).getByLabel('Address').fill(chat.url);
      await dialog(page).getByLabel('Sends').selectOption('missed_call');
      expect(await faultsOn(page)).toEqual([]);
      await dialog(page).getByRole('button', { name: 'Save' }).press('Enter');
      await page.getByText(chat.url).waitFor();
      expect(await named('CRM')).toMatchObject({ settings: { url: chat.url, about: 'missed_call' } });
    });

    it('send a report in the language that its form sets, and change when it comes', async () => {
      const { page, complaints } = await open('/reports', 'By e-mail', ON_A_PHONE);
      await dialog(page).getByLabel('Name').fill('Monthly');
      await dialog(page).getByLabel('E-mail addresses').fill('boss@shop.example');
      await dialog(page).getByLabel('How often').selectOption('month');
      await dialog(page).getByLabel('Day').fill('3');
      expect(await faultsOn(page)).toEqual([]);
      await dialog(page).getByRole('button', { name: 'Send it regularly' }).press('Enter');
      await dialog(page).getByRole('link', { name: 'Open it' }).press('Enter');
      await press(page, 'Change');
      expect(await dialog(page).getByLabel('Day').inputValue()).toBe('3');
      await dialog(page).getByLabel('How often').selectOption('week');
      await dialog(page).getByLabel('Day').selectOption('5');
      await dialog(page).getByLabel('Language of the mails').selectOption('de');
      await dialog(page).getByRole('button', { name: 'Save' }).press('Enter');
      await dialog(page).waitFor({ state: 'detached' });
      const settings = { every: 'week', day: 5, hour: 8, language: 'de', to: ['boss@shop.example'] };
      expect(await named('Monthly')).toMatchObject({ kind: 'report_mail', settings });
      await press(page, 'Send a test');
      expect((await smtp.next('boss@shop.example')).text).toContain('Anrufe von Harbour');
      expect(complaints).toEqual([]);
    });
  });
}
