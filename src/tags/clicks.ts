import { listen } from './safely.ts';

/** Calls `pressed` for each link that the visitor presses, before the browser follows it. */
export function watchClicks(pressed: (link: HTMLAnchorElement) => void): void {
  listen(document, 'click', (event) => {
    const link = event
      .composedPath()
      .find((target) => target instanceof Element && target.hasAttribute('href'));
    if (link) pressed(link as HTMLAnchorElement);
  });
}
