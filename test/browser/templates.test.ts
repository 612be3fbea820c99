import { describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../support/chromium.ts';
import { ENDPOINTS, eventually, setStage } from './stage.ts';
import { filled, TEMPLATES } from './templates.ts';

const missing = findChromium() ? '' : ` (${NO_CHROMIUM})`;

describe.skipIf(missing)(`the page of${missing}`, () => {
  const stage = setStage();

  it.each(Object.entries(TEMPLATES))(
    '%s shows the number everywhere and nothing else changes',
    async (_name, template) => {
      const { endpoint, language, own, shown, body } = template;
      const { callingCode, national, gives } = ENDPOINTS[endpoint];
      const send = (path: string, tags: string, content: string) =>
        stage.gateway.pages.set(
          path,
          `<!doctype html><html lang="${language}" data-endpoint="${endpoint}"><head><meta charset="utf-8"><link rel="icon" href="data:,">${tags}</head><body>${content}</body></html>`,
        );
      const number = gives[0]?.number ?? '';
      send('/template.html', '<!-- tags -->', filled(body, own, `tel:+${callingCode}${national}`));
      // What the browser makes of the page as it should be. The number in structured data and in fields is the page's own.
      send('/expected.html', '', filled(body, shown, `tel:${number}`));

      const expected = await (await stage.open('/expected.html')).locator('body').innerHTML();
      const page = await stage.open('/template.html');
      page.on('console', (message) => stage.errors.push(message.text()));
      await eventually(() => page.locator('body').innerHTML()).toBe(expected);
      expect(stage.errors).toEqual([]);
      expect(await page.evaluate(() => (window as unknown as { troubles: string[] }).troubles)).toEqual([]);
    },
  );
});
