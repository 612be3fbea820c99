import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOn, type Shown, type Stage, type View } from '../support/console/stage.ts';
import { startOidcProvider, type TestProvider } from '../support/oidc.ts';
import { ageSessions } from '../support/people.ts';
import { freePorts } from '../support/ports.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';

const PASSWORD = 'the lamp over the harbour';
const STEP_MS = 30_000;
const MINUTE_MS = 60_000;
const ON_A_PHONE: View = { width: 390, scheme: 'dark' };

type Invited = { id: string; email: string; url: string };

/** Returns the complaints without the browser's own about the answers by which the gateway refuses. */
function unexpected(complaints: readonly string[]): string[] {
  return complaints.filter((one) => !/^Failed to load resource.* status of 40[0134]/.test(one));
}

/** Describes the ways in, and the page on which people change them. */
export function describeSigningIn(theStage: () => Stage): void {
  describe('signing in', () => {
    let stage: Stage;
    let own: Ringtrail;
    let redis: TestRedis;
    let oidc: TestProvider;
    beforeAll(async () => {
      stage = theStage();
      const [port] = await freePorts(1);
      redis = await startTestRedis();
      oidc = await startOidcProvider(`http://localhost:${port}/v1/session/oidc/callback`);
      own = await startRingtrail({ env: { ...oidc.env, PORT: String(port), REDIS_URL: redis.url } });
    });
    afterAll(async () => {
      await own.stop();
      await Promise.all([oidc.stop(), redis.remove()]);
    });

    const open = (path: string, view: View = {}): Promise<Shown> =>
      stage.open(own, path, { key: null, ...view });

    /** Opens a one-time link. */
    const follow = (url: string, view?: View) => open(url.slice(own.publicUrl.length), view);

    async function invite(name: string): Promise<Invited> {
      const email = `${name.toLowerCase()}@shop.example`;
      const { body } = await own.api<{ id: string; invitation: { url: string } }>('POST', '/v1/people', {
        body: { name, email, role: 'manager' },
      });
      return { id: body.id, email, url: body.invitation.url };
    }

    /** Chooses the password on the page of a one-time link. */
    async function choosePassword(page: Page, password = PASSWORD): Promise<void> {
      await page.getByLabel('Password').fill(password);
      await page.keyboard.press('Enter');
    }

    async function enter(page: Page, email: string, password = PASSWORD): Promise<void> {
      await page.getByLabel('E-mail address').fill(email);
      await page.getByLabel('Password').fill(password);
      await page.keyboard.press('Enter');
    }

    const signOut = (page: Page) => page.getByRole('button', { name: 'Sign out', exact: true }).click();
    const isIn = (page: Page, name: string) => page.getByRole('link', { name: `Account: ${name}` }).waitFor();
    const section = (page: Page, title: string) =>
      page.locator('section').filter({ has: page.getByRole('heading', { name: title, exact: true }) });

    it('begins with the owner’s link, and then asks for a password', async () => {
      const { page, complaints } = await open('/sign-in', ON_A_PHONE);
      await page.getByText('Nobody has an account here yet').waitFor();
      const link = (await readFile(join(own.dataDir, 'owner-link'), 'utf8')).trim();
      await page.goto(link);
      await page.reload();
      await page.getByText('You are the first person here').waitFor();
      expect(await faultsOn(page)).toEqual([]);
      await page.getByLabel('Your name').fill('Olivia Owner');
      await page.getByLabel('E-mail address').fill('olivia@shop.example');
      await choosePassword(page);
      await page.getByRole('heading', { name: 'Live' }).waitFor();
      expect(unexpected(complaints)).toEqual([]);

      const later = (await open('/calls?view=missed')).page;
      await enter(later, 'olivia@shop.example', 'another lamp over the harbour');
      await later.getByText('The e-mail address, the password or the code is wrong').waitFor();
      await enter(later, 'olivia@shop.example');
      await later.getByRole('heading', { name: 'Calls' }).waitFor();
      expect(new URL(later.url()).search).toBe('?view=missed');
      await isIn(later, 'Olivia Owner');
    });

    it('opens an invitation once, and a link for a forgotten password', async () => {
      const { id, email, url } = await invite('Ines');
      const { page, complaints } = await follow(url);
      await page.getByText('You are invited').waitFor();
      await choosePassword(page, 'password1234');
      await page.getByText('This did not work').waitFor();
      await choosePassword(page);
      await isIn(page, 'Ines');
      await signOut(page);
      await page.getByRole('link', { name: 'Forgotten your password?' }).click();
      await page.getByLabel('E-mail address').fill(email);
      await page.getByRole('button', { name: 'Send a link' }).click();
      await page.getByText('a link is on its way').waitFor();
      expect(await faultsOn(page)).toEqual([]);

      const again = (await follow(url, ON_A_PHONE)).page;
      await again.getByText('This link does not work any more').first().waitFor();
      const reset = await own.api<{ url: string }>('POST', `/v1/people/${id}/password-reset`);
      const renewal = (await follow(reset.body.url)).page;
      await renewal.getByText('Choose a new password').waitFor();
      await choosePassword(renewal, 'a second lamp over the harbour');
      await isIn(renewal, 'Ines');
      expect(unexpected(complaints)).toEqual([]);
    });

    it('asks for a code once there is a second factor, until it is removed', async () => {
      const { email, url } = await invite('Tom');
      const { page, complaints } = await follow(url, ON_A_PHONE);
      await choosePassword(page);
      await page.getByRole('heading', { name: 'Live' }).waitFor();
      await page.goto(`${own.publicUrl}/account`);
      await section(page, 'Second factor').getByRole('button', { name: 'Set up' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Your password').fill('not the lamp at all');
      await page.keyboard.press('Enter');
      await dialog.getByText('This is not your password').waitFor();
      await dialog.getByLabel('Your password').fill(PASSWORD);
      await page.keyboard.press('Enter');
      await dialog.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor();
      expect(await faultsOn(page)).toEqual([]);
      const secret = Secret.fromBase32(
        ((await dialog.locator('code').textContent()) ?? '').replaceAll(' ', ''),
      );
      const app = new TOTP({ secret });
      await dialog
        .getByRole('textbox', { name: 'Code' })
        .fill(app.generate({ timestamp: Date.now() - 1000 * STEP_MS }));
      await dialog.getByRole('button', { name: 'Turn on' }).click();
      await dialog.getByText('This code is wrong').waitFor();
      await dialog.getByRole('textbox', { name: 'Code' }).fill(app.generate());
      await dialog.getByRole('button', { name: 'Turn on' }).click();
      const codes = dialog.getByRole('list', { name: 'Your recovery codes' }).getByRole('listitem');
      await codes.first().waitFor();
      const [code = ''] = await codes.allTextContents();
      expect(await codes.count()).toBe(10);
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        dialog.getByRole('button', { name: 'Download' }).click(),
      ]);
      expect(await readFile(await file.path(), 'utf8')).toContain(code);
      await dialog.getByRole('button', { name: 'I have saved them' }).click();
      await section(page, 'Second factor').getByText('On', { exact: true }).waitFor();

      const other = (await open('/account')).page;
      await enter(other, email);
      await other.getByLabel('Code').fill(code);
      await other.keyboard.press('Enter');
      await section(other, 'Second factor').getByRole('button', { name: 'Remove' }).click();
      await other.getByRole('dialog').getByLabel('Your password').fill(PASSWORD);
      await other.keyboard.press('Enter');
      await section(other, 'Second factor').getByText('Off').waitFor();
      // The removal ends the other sessions, and this page finds out.
      await page.reload();
      await page.getByLabel('E-mail address').waitFor();
      expect(unexpected(complaints)).toEqual([]);
    });

    it('takes a passkey, which is added after a fresh sign-in alone', async () => {
      const { id, url } = await invite('Petra');
      const { page, complaints } = await follow(url);
      await choosePassword(page);
      await isIn(page, 'Petra');
      const cdp = await page.context().newCDPSession(page);
      await cdp.send('WebAuthn.enable');
      await cdp.send('WebAuthn.addVirtualAuthenticator', {
        options: {
          ...{ protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal' },
          ...{ hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
          automaticPresenceSimulation: true,
        },
      });
      await ageSessions(redis.client, id, 16 * MINUTE_MS);
      await page.getByRole('link', { name: 'Account: Petra' }).click();
      await page.getByLabel('Name of the device').fill('My <b>laptop</b>');
      await page.getByRole('button', { name: 'Add a passkey' }).click();
      const dialog = page.getByRole('dialog', { name: 'Sign in again' });
      await dialog.getByLabel('Password').fill(PASSWORD);
      expect(await faultsOn(page)).toEqual([]);
      await page.keyboard.press('Enter');
      await section(page, 'Passkeys').getByText('My <b>laptop</b>').waitFor();
      await page.getByLabel('Name of the device').fill('The same laptop');
      await page.getByRole('button', { name: 'Add a passkey' }).click();
      await page.getByText('This device already has a passkey of yours').waitFor();

      await signOut(page);
      await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
      await section(page, 'Where you are signed in').getByText('with a passkey').waitFor();
      await section(page, 'Passkeys').getByText('Last used').waitFor();
      await page.getByRole('button', { name: 'Remove: My <b>laptop</b>' }).click();
      await section(page, 'Passkeys').getByText('You have no passkey yet').waitFor();
      expect(unexpected(complaints)).toEqual([]);
    });

    it('leads to the company’s own sign-in and back to the page, and says why it failed', async () => {
      await invite('Otto');
      oidc.accounts.set('otto', { email: 'otto@shop.example', email_verified: true });
      oidc.accounts.set('eve', { email: 'eve@shop.example', email_verified: true });
      const { page } = await open('/calls?view=missed');
      // The provider's page asks for a typeface from elsewhere.
      await page.route('https://**', (route) => route.abort());
      const signInAt = async (name: string) => {
        await page.getByRole('link', { name: 'Continue with Test Login' }).click();
        await page.getByPlaceholder('Enter any login').fill(name);
        await page.getByPlaceholder('and password').fill('any');
        await page.getByRole('button', { name: 'Sign-in' }).click();
        await page.getByRole('button', { name: 'Continue' }).click();
      };
      await signInAt('eve');
      await page.getByText('Nobody with this e-mail address was invited').waitFor();
      expect(await faultsOn(page)).toEqual([]);
      await page.context().clearCookies({ domain: '127.0.0.1' });
      await signInAt('otto');
      await page.getByRole('heading', { name: 'Calls' }).waitFor();
      expect(new URL(page.url()).search).toBe('?view=missed');
      await isIn(page, 'Otto');
    });

    it.each([
      ['oidc_expired', /took too long/],
      ['oidc_failed', /did not let you in/],
      ['oidc_unavailable', /does not answer/],
      ['oidc_limited', /Wait for a minute/],
      ['oidc_away', /database is out of reach/],
      ['oidc_unverified', /not say that your e-mail address is verified/],
      ['oidc_changed', /belongs to another account at Test Login/],
    ])('says what %s means', async (problem, text) => {
      const { page } = await open(`/sign-in?problem=${problem}`);
      expect(await page.getByRole('alert').textContent()).toMatch(text);
    });

    it('is asked for when the session was ended elsewhere, and leads back to the same page', async () => {
      const { id, email, url } = await invite('Sam');
      const { page } = await follow(url);
      await choosePassword(page);
      await isIn(page, 'Sam');
      await page.goto(`${own.publicUrl}/reports?by=campaign`);
      await page.getByRole('heading', { name: 'Reports' }).waitFor();

      const other = (await open('/account')).page;
      await enter(other, email);
      const sessions = section(other, 'Where you are signed in');
      await sessions.getByRole('button', { name: /^Sign out/ }).click();
      await expect.poll(() => sessions.getByRole('listitem').count()).toBe(1);
      await page.getByRole('link', { name: 'Consumers' }).click();
      await page.getByLabel('E-mail address').waitFor();
      await page.goBack();
      await enter(page, email);
      await page.getByRole('heading', { name: 'Reports' }).waitFor();
      expect(new URL(page.url()).search).toBe('?by=campaign');

      await other.getByLabel('Current password').fill(PASSWORD);
      await other.getByLabel('New password').fill('a third lamp over the harbour');
      await other.getByRole('button', { name: 'Change the password' }).click();
      await other.getByText('Your password is changed').waitFor();
      expect((await own.api<{ data: unknown[] }>('GET', `/v1/people/${id}/sessions`)).body.data).toHaveLength(
        1,
      );
    });
  });
}
