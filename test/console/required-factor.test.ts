import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM, startChromium } from '../support/chromium.ts';
import { eventually } from '../support/eventually.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';

const PASSWORD = 'the lamp over the harbour';
const missing = findChromium() ? '' : ` (${NO_CHROMIUM})`;

describe.skipIf(missing)(`the console where everybody needs a second factor${missing}`, () => {
  let ringtrail: Ringtrail;
  let chromium: Awaited<ReturnType<typeof startChromium>>;
  beforeAll(async () => {
    [ringtrail, chromium] = await Promise.all([
      startRingtrail({ env: { REQUIRE_SECOND_FACTOR: 'on' } }),
      startChromium(),
    ]);
  });
  afterAll(async () => {
    await chromium?.stop();
    await ringtrail?.stop();
  });

  it('leads to the account page, shows the recovery codes, and then opens', async () => {
    const page = await chromium.browser.newPage();
    const link = await eventually(() =>
      readFile(join(ringtrail.dataDir, 'owner-link'), 'utf8').catch(() => ''),
    );
    await page.goto(link.trim());
    await page.getByLabel('Your name').fill('Olivia Owner');
    await page.getByLabel('E-mail address').fill('olivia@shop.example');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText('Here everybody needs a second factor').waitFor();
    await page.goto(`${ringtrail.publicUrl}/calls`);
    await page.getByText('Here everybody needs a second factor').waitFor();
    expect(new URL(page.url()).pathname).toBe('/account');

    await page.getByRole('button', { name: 'Set up' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Your password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    const shown = (await dialog.locator('code').textContent()) ?? '';
    const app = new TOTP({ secret: Secret.fromBase32(shown.replaceAll(' ', '')) });
    await dialog.getByRole('textbox', { name: 'Code' }).fill(app.generate());
    await dialog.getByRole('button', { name: 'Turn on' }).click();
    await page.getByRole('link', { name: 'Calls', includeHidden: true }).first().waitFor();
    await dialog.getByRole('button', { name: 'I have saved them' }).click();
    await page.getByRole('link', { name: 'Calls' }).click();
    await page.getByRole('heading', { name: 'Calls' }).waitFor();
  });
});
