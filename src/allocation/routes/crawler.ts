import { isbot } from 'isbot';

/**
 * Returns whether a user agent names a crawler, whose number nobody would call. An HTTP library is not a crawler: a
 * server uses it on a visitor's behalf. Neither is a headless Chrome: it renders a person's page.
 */
export function isCrawler(userAgent: string): boolean {
  const browser = userAgent.replace('HeadlessChrome', 'Chrome');
  const isLibrary = !browser.startsWith('Mozilla/') && !/bot|crawl|spider/i.test(browser);
  return !isLibrary && isbot(browser);
}
