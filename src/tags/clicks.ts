import { listen } from './safely.ts';

/** Tells of each link that is pressed, before the browser follows it. */
export function watchClicks(pressed: (link: HTMLAnchorElement) => void): void {
  listen(document, 'click', (event) => {
    const link = event
      .composedPath()
      .find((target) => target instanceof Element && target.hasAttribute('href'));
    if (link) pressed(link as HTMLAnchorElement);
  });
}
