import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOn, type Stage } from '../support/console/stage.ts';
import { type Double, startDouble } from '../support/consumers/double.ts';

type Consumer = { id: string; kind: string; state: string; settings: Record<string, unknown> };

/** Describes how somebody sets up an ad platform and connects its account, with Google's pages played. */
export function describePlatforms(theStage: () => Stage<'fresh'>): void {
  describe('ad platforms', () => {
    let stage: Stage<'fresh'>;
    let tokens: Double;
    beforeAll(async () => {
      stage = theStage();
      tokens = await startDouble(({ body }) =>
        new URLSearchParams(body).get('code') === 'the-code'
          ? { status: 200, body: { access_token: 'a', expires_in: 3600, refresh_token: 'r' } }
          : { status: 400, body: { error: 'invalid_grant' } },
      );
      await stage.fresh.api('POST', '/v1/providers', { body: { name: 'Ads' } });
    });
    afterAll(() => tokens.stop());

    const consumers = async () =>
      (await stage.fresh.api<{ data: Consumer[] }>('GET', '/v1/consumers')).body.data;

    it('are set up by a form that reports a fault at its field', async () => {
      const { page, complaints } = await stage.open(stage.fresh, '/consumers', {
        width: 390,
        scheme: 'dark',
      });
      await page.getByRole('button', { name: 'Add a platform' }).click();
      await page.getByLabel('Platform', { exact: true }).selectOption('Google Analytics 4');
      await page.getByText('Where to find these').click();
      await page.getByText('Measurement Protocol API secrets').waitFor();
      await page.getByLabel('Measurement id').fill('UA-123');
      await page.getByRole('textbox', { name: 'Measurement Protocol API secret' }).fill('secret');
      await page.getByRole('button', { name: 'Create the consumer' }).click();
      await page.getByText('must be a measurement id').waitFor();
      expect(await faultsOn(page)).toEqual([]);
      await page.getByLabel('Measurement id').fill('G-ABC123DEF4');
      await page.getByRole('button', { name: 'Create the consumer' }).click();
      await page.getByText('Counts calls at G-ABC123DEF4, phone_call').waitFor();
      expect(await consumers()).toMatchObject([
        { kind: 'ga4', state: 'active', rule: { outcomes: ['answered'] }, settings: { value: null } },
      ]);
      await page.getByRole('button', { name: 'Change' }).click();
      await page.getByLabel('Value', { exact: true }).fill('12,5');
      await page.getByLabel('Currency').fill('eur');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('counts as 12.5 EUR').waitFor();
      expect(await faultsOn(page)).toEqual([]);
      expect(complaints.filter((one) => !one.includes('400'))).toEqual([]);
    });

    it('are connected at Google, and say so when nobody agreed', async () => {
      const { page } = await stage.open(stage.fresh, '/consumers');
      let answer = 'error=access_denied';
      await page.route('https://accounts.google.com/**', (route) => {
        const { searchParams } = new URL(route.request().url());
        const back = `${searchParams.get('redirect_uri')}?state=${searchParams.get('state')}&${answer}`;
        return route.fulfill({ status: 302, headers: { location: back } });
      });
      await page.getByRole('button', { name: 'Add a platform' }).click();
      await page.getByRole('textbox', { name: 'Customer id', exact: true }).fill('123-456-7890');
      await page.getByLabel('Id of the conversion action').fill('55');
      await page.getByLabel('Client id').fill('client-id');
      await page.getByRole('textbox', { name: 'Client secret' }).fill('client-secret');
      await page.getByRole('button', { name: 'Create, and connect the account' }).click();
      await page.getByRole('heading', { name: 'The account was not connected' }).waitFor();
      await page.getByText('access_denied').waitFor();

      const google = (await consumers()).find(({ kind }) => kind === 'google_ads');
      expect(google).toMatchObject({ state: 'unconnected', settings: { customerId: '1234567890' } });
      const settings = { tokenUrl: `${tokens.url}/token` };
      await stage.fresh.api('PATCH', `/v1/consumers/${google?.id}`, { body: { settings } });
      answer = 'code=another';
      await page.goto(`${stage.fresh.publicUrl}/consumers/${google?.id}`);
      await page.getByText('No account is connected yet').waitFor();
      await page.getByRole('button', { name: 'Connect the account' }).click();
      await page.getByText('invalid_grant').waitFor();

      answer = 'code=the-code';
      await page.goto(`${stage.fresh.publicUrl}/consumers/${google?.id}`);
      await page.getByRole('button', { name: 'Connect the account' }).click();
      await page.getByText('Counts calls at 1234567890, 55').waitFor();
      expect(page.url()).toBe(`${stage.fresh.publicUrl}/consumers/${google?.id}`);
      expect((await consumers()).find(({ kind }) => kind === 'google_ads')?.state).toBe('active');
    });
  });
}
