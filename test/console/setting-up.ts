import { beforeAll, describe, expect, it } from 'vitest';
import { playCall } from '../../tools/simulator/play-call.ts';
import { twilioCall } from '../../tools/simulator/twilio-call.ts';
import type { Stage } from '../support/console/stage.ts';
import type { Ringtrail } from '../support/ringtrail.ts';

/** Describes how somebody sets up a site without curl, and looks after its numbers. */
export function describeSettingUp(theStage: () => Stage): void {
  describe('setting up', () => {
    let stage: Stage;
    let own: Ringtrail;
    beforeAll(() => {
      stage = theStage();
      own = stage.fresh;
    });

    it('leads from an empty console to a test call, and says which numbers are wrong', async () => {
      const { page, complaints } = await stage.open(own, '/');
      await page.getByRole('link', { name: 'Add a site' }).click();
      await page.getByLabel('Name of the business').fill('Harbour Lights <b>Electric</b>');
      await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Main site');
      await page.getByLabel('Address').fill('www.harbourlights.example/contact?x=1');
      await page.getByLabel('Who answers').fill('Front desk');
      await page.getByLabel('The number that the site shows today').fill('+1 (202) 555-0199');
      const numbers = page.getByLabel('Numbers at your carrier');
      await numbers.fill('+1 202 555 0100\n+1 202 555 01011, nonsense\n+1 202 555 0102');
      await page.getByRole('button', { name: 'Create the site' }).click();
      await page.getByText('These numbers were not added').waitFor();
      await numbers.fill('+1 202 555 0100\n+1 202 555 0102');
      await page.getByRole('button', { name: 'Create the site' }).click();

      await page.getByText('combined.js').waitFor();
      await page.getByText('Waiting for a call').waitFor();
      await playCall(twilioCall, {
        ...{ localUrl: own.url, publicUrl: own.publicUrl, secret: own.twilioToken },
        ...{ from: '+13015550999', to: '+12025550102' },
        outcomes: ['answered'],
        ringSeconds: 4,
        talkSeconds: 42,
      });
      await page.getByRole('link', { name: 'Show its story' }).click();
      await page.getByText('Front desk answered').waitFor();
      const { body } = await own.api<{ data: { name: string; origins: string[] }[] }>('GET', '/v1/sites');
      expect(body.data).toMatchObject([
        { name: 'Main site', origins: ['https://www.harbourlights.example'] },
      ]);
      const providers = await own.api<{ data: unknown[] }>('GET', '/v1/providers');
      expect(providers.body.data).toHaveLength(1);
      expect(complaints).toEqual([]);
    });

    it('adds, pauses, pins and retires numbers', async () => {
      const { page } = await stage.open(own, '/numbers');
      await page.getByRole('button', { name: 'Add numbers' }).click();
      await page.getByRole('textbox', { name: 'Numbers' }).fill('+1 202 555 0103\n+1 202 555 0100\nhello');
      await page.getByRole('dialog').getByRole('button', { name: 'Add numbers' }).click();
      await page.getByText('1 number added').waitFor();
      expect(await page.getByRole('dialog').getByRole('listitem').count()).toBe(2);
      await page.getByRole('button', { name: 'Done' }).click();
      const row = page.getByRole('row').filter({ hasText: /555.0103/ });
      await row.getByRole('button', { name: /^Pause/ }).click();
      await row.getByText('Paused').waitFor();
      await row.getByRole('button', { name: /^Pin/ }).click();
      await page.getByLabel('Source').fill('billboard');
      await page.getByRole('button', { name: 'Pin the number' }).click();
      await row.getByText('billboard').waitFor();
      await row.getByRole('button', { name: /^Retire/ }).click();
      await row.getByText('Retired').waitFor();
      const { body } = await own.api<{ data: { state: string }[] }>('GET', '/v1/numbers');
      expect(body.data.filter(({ state }) => state === 'retired')).toHaveLength(1);
    });
  });
}
