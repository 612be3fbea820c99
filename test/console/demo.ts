import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newVisitor } from '../support/chromium.ts';
import { faultsOn, type Stage } from '../support/console/stage.ts';
import { type Double, startDouble } from '../support/consumers/double.ts';
import { eventually } from '../support/eventually.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';

/** Serves a page of another origin, whose head has the last pasted code. */
async function startOwnPage() {
  const body = `<p>${'Bread of the quay since 1924. '.repeat(10)}</p><a href="tel:+12025550188">(202) 555-0188</a>`;
  const own = { head: '', url: '', stop: () => server.close() };
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(
      `<!doctype html><html><head><title>Shop</title>${own.head}</head><body>${body}</body></html>`,
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  own.url = `http://localhost:${(server.address() as AddressInfo).port}`;
  return own;
}

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
      // The page's own number is 555-0199. Those of the pool take its place when the tag has asked.
      await demo.getByRole('button', { name: /^Call \(202\) 555-01[01]/ }).click();
      await page
        .getByText(/202.555.0177/)
        .first()
        .waitFor();

      // A site of one's own belongs to a business of its own, which stays when the demo goes.
      await page.getByRole('link', { name: 'Add a site' }).last().click();
      await page.getByLabel('Name of the business').waitFor();
      await page.goBack();
      await page.getByRole('button', { name: 'Remove the demo' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Remove the demo' }).click();
      await page.getByText('No call yet').waitFor();
      // The note about the demo, which also has this link, may stay until the screen has read the providers again.
      await page.getByRole('link', { name: 'Add a site' }).last().click();
      await page.getByLabel('Name of the business').waitFor();
      expect(await page.getByText('Harbour Lights').count()).toBe(0);
      // The screen asked for the state of pools that were just removed.
      expect(complaints.filter((one) => !one.includes('404'))).toEqual([]);
    });

    it('leads to an attributed call on a page of one’s own, without a terminal', async () => {
      const site = await startOwnPage();
      const { page, complaints } = await stage.open(own, '/live');
      await page.getByRole('link', { name: 'Add a site' }).click();
      await page.getByLabel('Name of the business').fill('Quay Bakery');
      await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Shop');
      await page.getByLabel('Address').fill('no address');
      await page.getByLabel('Name of the destination').fill('Counter');
      await page.getByLabel('The number that the site shows today').fill('+1 (202) 555-0188');
      await page.getByRole('button', { name: /test numbers/ }).click();
      await page.getByRole('button', { name: 'Create the site' }).click();
      await page.getByText('This is no address of a site').waitFor();
      expect(await faultsOn(page)).toEqual([]);
      // The answers are still there after a reload, and no record is created again.
      await page.getByLabel('Address').fill(site.url.replace('http://', ''));
      await page.reload();
      await page.getByRole('button', { name: 'Create the site' }).click();
      const code = (await page.locator('pre code').getByText('combined.js').textContent()) ?? '';

      await page.getByRole('button', { name: 'Check the page' }).click();
      await page.getByText('The page has no tag').waitFor();
      site.head = code;
      await page.getByRole('button', { name: 'Check again' }).click();
      await page.getByText('This page is ready').waitFor();
      expect(await page.locator('mark').allTextContents()).toContain('(202) 555-0188');
      expect(await faultsOn(page)).toEqual([]);

      const visitor = await newVisitor(stage.browser);
      const shop = await visitor.newPage();
      await shop.goto(`${site.url}/?utm_source=flyer&utm_medium=print`);
      await shop.getByText(/\(202\) 555-014\d/).waitFor();
      const shown = (await shop.getByRole('link').textContent()) ?? '';
      await page.getByText('1 visitor is on a page now').waitFor();
      await page.getByLabel('The number that your page shows').fill('+1 202 555 0101');
      await page.getByRole('button', { name: 'Simulate a call' }).click();
      await page.getByText('This business has no such number').waitFor();
      await page.getByLabel('The number that your page shows').fill(shown);
      await page.getByRole('button', { name: 'Simulate a call' }).click();
      await page.getByRole('link', { name: 'Show its story' }).click();
      await page.getByText('Counter answered').waitFor();
      await page.getByText('flyer').first().waitFor();
      // The gateway's test call lasts as long as it states, so its end has a time, and no time is in the future.
      await page.locator('[data-kind=ended] time').waitFor();
      const times = await page
        .locator('[data-kind] time')
        .evaluateAll((all) => all.map((time) => Date.parse(time.getAttribute('datetime') ?? '')));
      expect(Math.max(...times)).toBeLessThanOrEqual(Date.now());

      await page.getByRole('link', { name: 'Sites' }).click();
      await page.getByRole('link', { name: /Shop/ }).click();
      const [checked] = await Promise.all([
        page.context().waitForEvent('page'),
        page.getByRole('button', { name: 'Check in my browser' }).click(),
      ]);
      await page.getByText('The tags run in your browser').waitFor();
      const request = page.getByRole('listitem').filter({ hasText: 'Counter: the page gets' });
      expect(await request.textContent()).toContain(
        ((await checked.getByRole('link').textContent()) ?? '').replaceAll(/[()]/g, '').replace('-', ' '),
      );
      expect(await faultsOn(page)).toEqual([]);
      expect(complaints.filter((one) => !/4(00|22)/.test(one))).toEqual([]);
      await visitor.close();
      site.stop();
    });
  });
}
