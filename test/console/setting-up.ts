import { beforeAll, describe, expect, it } from 'vitest';
import { playCall } from '../../tools/simulator/play-call.ts';
import { twilioCall } from '../../tools/simulator/twilio-call.ts';
import { faultsOn, type Stage } from '../support/console/stage.ts';
import type { Ringtrail } from '../support/ringtrail.ts';

/** Describes how somebody sets up a site without curl, and looks after its numbers. */
export function describeSettingUp(theStage: () => Stage<'fresh'>): void {
  describe('setting up', () => {
    let stage: Stage<'fresh'>;
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
      await page.getByLabel('Name of the destination').fill('Front desk');
      await page.getByLabel('The number that the site shows today').fill('+1 (202) 555-0199');
      const numbers = page.getByLabel('Numbers at your carrier');
      await numbers.fill('+1 202 555 0100\n+1 202 555 01011, nonsense\n+1 202 555 0102');
      await page.getByRole('button', { name: 'Create the site' }).click();
      const refused = page.getByRole('alert').filter({ hasText: 'These numbers were not added' });
      await refused.waitFor();
      expect(await refused.getByRole('listitem').allTextContents()).toEqual([
        '+1 202 555 01011, nonsense: This is no telephone number. Write it with its country code, such as +1 202 555 0123.',
      ]);
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

    it('edits a routing plan by keyboard and form, names the wrong member, and tries a call', async () => {
      const { page, complaints } = await stage.open(own, '/sites');
      await page.getByRole('link', { name: /Main site/ }).click();
      await page.getByRole('link', { name: 'Hours and routing' }).click();
      await page.getByRole('heading', { name: 'Front desk' }).waitFor();
      await page.getByText('Only during opening hours').click();
      await page.getByLabel('Time zone', { exact: true }).selectOption('America/New_York');
      await page.getByLabel('Monday: to').fill('25:00');
      await page.getByRole('button', { name: 'Add a day' }).click();
      await page.getByLabel('Date', { exact: true }).fill('2026-12-25');
      await page.getByLabel('Text', { exact: true }).fill('Welcome to <Harbour Lights>.');
      const add = page.getByRole('button', { name: 'Ring other telephones instead' });
      await add.focus();
      await page.keyboard.press('Enter');
      await page.getByLabel('Number or SIP address 1').fill('(202) 555-0110');
      await page.getByRole('button', { name: 'Add a group' }).click();
      await page.getByLabel('Number or SIP address 1').nth(1).fill('sip:desk@example.com');
      await page.getByRole('button', { name: 'Move group 2 up' }).press('Enter');
      await page.getByText('Voicemail', { exact: true }).click();
      await page.getByRole('button', { name: 'Save the plan' }).click();
      await page.getByText('must be a time of day').first().waitFor();
      expect(await faultsOn(page)).toEqual([]);
      await page.getByLabel('Monday: to').fill('18:00');
      await page.getByRole('button', { name: 'Save the plan' }).click();
      await page.getByText('The plan is saved').waitFor();

      const { body } = await own.api<{ data: { id: string; routing: Record<string, unknown> }[] }>(
        'GET',
        '/v1/endpoints',
      );
      const [endpoint] = body.data;
      expect(endpoint?.routing).toMatchObject({
        greeting: 'Welcome to <Harbour Lights>.',
        ring: [{ targets: [{ sip: 'sip:desk@example.com' }] }, { targets: [{ number: '+12025550110' }] }],
        schedule: {
          timeZone: 'America/New_York',
          weekly: { monday: [{ from: '09:00', to: '18:00' }], sunday: [] },
          holidays: [{ date: '2026-12-25', hours: [] }],
        },
      });
      // Noon on a Tuesday in the zone of the test's browser, which is morning in New York.
      await page.getByLabel('Time of the call').fill('2026-12-22T15:00');
      await page.getByRole('button', { name: 'Try a call' }).click();
      await page.getByText('Rings sip:desk@example.com for 20 seconds.').waitFor();
      await page.getByText('Rings +12025550110 for 20 seconds.').waitFor();
      await page.getByText('The document for twilio').click();
      await page.getByText('<Sip').waitFor();
      await page.getByLabel('Time of the call').fill('2026-12-25T15:00');
      await page.getByRole('button', { name: 'Try a call' }).click();
      await page.getByText(/Says: “We are closed/).waitFor();
      expect(complaints.filter((one) => !one.includes('400'))).toEqual([]);
      await own.api('PATCH', `/v1/endpoints/${endpoint?.id}`, {
        body: { routing: { ring: null, schedule: null, greeting: null, voicemail: null } },
      });
    });

    it('edits the rules about callers on a phone, and names a wrong one in the reader’s language', async () => {
      const { body } = await own.api<{ data: { id: string; routing: Record<string, unknown> }[] }>(
        'GET',
        '/v1/endpoints',
      );
      const id = body.data[0]?.id;
      const phone = { width: 390, scheme: 'dark' } as const;
      const { page, complaints } = await stage.open(own, `/endpoints/${id}`, { ...phone, locale: 'de-DE' });
      await page.getByLabel('C: Der Netzbetreiber kennt beides nicht').selectOption('block');
      await page.getByText('Anrufer, die zu oft anrufen, anders behandeln').click();
      await page.getByLabel('Mehr Anrufe als').fill('7');
      await page.getByLabel('Was ein abgewiesener Anrufer hört').selectOption('busy');
      await page.getByRole('button', { name: 'Regel für Anrufer hinzufügen' }).press('Enter');
      await page.getByLabel('Anrufer dieser Regel').fill('+44\nabc');
      await page.getByLabel('Nummer oder SIP-Adresse 1').fill('+44 20 7946 0000');
      await page.getByRole('button', { name: 'Plan speichern' }).press('Enter');
      await page.getByText('Geben Sie je Zeile eine Nummer oder ihre ersten Ziffern').first().waitFor();
      expect(await page.getByLabel('Anrufer dieser Regel').getAttribute('aria-invalid')).toBe('true');
      expect(await faultsOn(page)).toEqual([]);
      await page.getByLabel('Anrufer dieser Regel').fill('+44\n\n+43 1');
      await page.getByRole('button', { name: 'Plan speichern' }).press('Enter');
      await page.getByText('Der Plan ist gespeichert').waitFor();
      const saved = await own.api<{ routing: object }>('GET', `/v1/endpoints/${id}`);
      expect(saved.body.routing).toMatchObject({
        byCaller: [{ callers: ['+44', '+431'], ring: [{ targets: [{ number: '+442079460000' }] }] }],
        spam: {
          attestation: { A: 'ring', C: 'block' },
          rate: { calls: 7, withinSeconds: 600, action: 'block' },
        },
        refusal: 'busy',
      });
      await page.getByRole('button', { name: 'Regel 1 entfernen' }).press('Enter');
      await page.getByRole('button', { name: 'Plan speichern' }).press('Enter');
      await page.getByText('Der Plan ist gespeichert').waitFor();
      expect(complaints.filter((one) => !one.includes('400'))).toEqual([]);
      await own.api('PATCH', `/v1/endpoints/${id}`, {
        body: { routing: { byCaller: null, spam: null, refusal: null } },
      });
    });

    it('adds, pauses, pins and retires numbers', async () => {
      const { page } = await stage.open(own, '/numbers');
      await page.getByRole('button', { name: 'Add numbers' }).click();
      await page.getByRole('textbox', { name: 'Numbers' }).fill('+1 202 555 0103\n+1 202 555 0100\nhello');
      await page.getByRole('dialog').getByRole('button', { name: 'Add numbers' }).click();
      await page.getByText('1 number added').waitFor();
      const refused = await page.getByRole('dialog').getByRole('listitem').allTextContents();
      expect(refused.map((one) => one.replaceAll(/\s/g, ' '))).toEqual([
        '+1 202 555 0100: It is in the pool Main site already.',
        'hello: This is no telephone number. Write it with its country code, such as +1 202 555 0123.',
      ]);
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
