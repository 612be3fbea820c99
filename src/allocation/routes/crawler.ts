import { isbot } from 'isbot';

/**
<<<<<<< HEAD
 * Returns whether a user agent names a crawler, whose number nobody would call. An HTTP library is not a crawler: a
 * server uses it on a visitor's behalf. Neither is a headless Chrome: it renders a person's page.
=======
 * Returns true when the user agent names a crawler, which would take numbers that nobody calls. An HTTP library is not a
 * crawler: a server requests with it on a visitor's behalf. A headless Chrome is not one either: it renders a page.
>>>>>>> 062811a (Describe the modules in the architecture, clear the words of infra and start)
 */
export function isCrawler(userAgent: string): boolean {
  const browser = userAgent.replace('HeadlessChrome', 'Chrome');
  const isLibrary = !browser.startsWith('Mozilla/') && !/bot|crawl|spider/i.test(browser);
  return !isLibrary && isbot(browser);
}
