import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOn, type Stage } from '../support/console/stage.ts';
import { type Double, startDouble } from '../support/consumers/double.ts';
import { eventually } from '../support/eventually.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';

/** Describes the first minutes of somebody who has just started Ringtrail with its demo. */
export function describeDemo(theStage: () => Stage): void {
  describe('the demo', () => {
    let stage: Stage;
    let own: Ringtrail;
    let chat: Double;
    beforeAll(async () => {
      stage = theStage();
      chat = await startDouble(() => ({ status: 200 }));
      const env = { DEMO: 'on', DEMO_DAYS: '1', DELIVERY_PRIVATE_NETWORKS: 'on', TWILIO_AUTH_TOKEN: '' };
      own = await startRingtrail({ env });
      await eventually(async () => {
        const { body } = await own.api<{ data: { demo?: string }[] }>('GET', '/v1/providers');
        return body.data.some(({ demo }) => demo === 'ready');
      });
    });
    afterAll(() => Promise.all([own.stop(), chat.stop()]));

    it('adds an alert, which the test button sends', async () => {
      const { page, complaints } = await stage.open(own, '/consumers');
      await page.getByRole('button', { name: 'Add an alert' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Name').fill('The owner');
      await dialog.getByLabel('By').selectOption('slack');
      await dialog.getByLabel('Address of the incoming webhook').fill(chat.url);
      expect(await faultsOn(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Create the alert' }).click();
      await page.getByRole('link', { name: /The owner/ }).click();
      await page.getByRole('button', { name: 'Send a test' }).click();
      await page.getByText('It answered in').waitFor();
      expect(chat.received[0]?.body).toContain('A test from Ringtrail');
      expect(complaints).toEqual([]);
    });

    it('shows a call of its page on the Live screen, and goes away by one button', async () => {
      const { page, complaints } = await stage.open(own, '/live');
      await page.getByText('Harbour Lights Electric (demo) is made up.').waitFor();
      expect(await faultsOn(page)).toEqual([]);
      const [demo] = await Promise.all([
        page.context().waitForEvent('page'),
        page.getByRole('link', { name: 'Open the demo page' }).click(),
      ]);
      await demo.getByRole('button', { name: /^Call \(202\) 555-01/ }).click();
      await page
        .getByText(/202.555.0177/)
        .first()
        .waitFor();

      await page.getByRole('button', { name: 'Remove the demo' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Remove the demo' }).click();
      await page.getByText('No call yet').waitFor();
      await page.getByRole('link', { name: 'Add a site' }).click();
      await page.getByLabel('Name of the business').waitFor();
      expect(await page.getByText('Harbour Lights').count()).toBe(0);
      // The screen asked for the state of pools that were just removed.
      expect(complaints.filter((one) => !one.includes('404'))).toEqual([]);
    });
  });
}
