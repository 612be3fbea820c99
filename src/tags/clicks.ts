import { telAttributesOf } from './replace/walk.ts';
import { listen } from './safely.ts';

/** Calls `pressed` for each link, and each other element that dials, when it is pressed, before the browser follows it. */
export function watchClicks(pressed: (link: HTMLAnchorElement) => void): void {
  listen(document, 'click', (event) => {
    const link = event
      .composedPath()
      .find(
        (target) =>
          target instanceof Element && (target.hasAttribute('href') || telAttributesOf(target).length),
      );
    if (link) pressed(link as HTMLAnchorElement);
  });
}
