import { isbot } from 'isbot';

/**
 * Whether a user agent names a crawler, which would take numbers that no one will call. HTTP libraries are none: a
 * server asks with them on a visitor's behalf. Nor is a headless Chrome by itself: it renders somebody's page.
 */
export function isCrawler(userAgent: string): boolean {
  const browser = userAgent.replace('HeadlessChrome', 'Chrome');
  const isLibrary = !browser.startsWith('Mozilla/') && !/bot|crawl|spider/i.test(browser);
  return !isLibrary && isbot(browser);
}
