/** When a number is asked for: fewer numbers serve the same calls where those who do not look for one get none. */
import type { CommunicationConfig } from '../config.ts';
import { listen } from '../safely.ts';

/** A phone element is in view when it is so near to it: the number is there before the visitor's eyes are. */
const NEAR = '200px';

/**
 * Calls `want` when a node that shows the number is in view, or when somebody points at it.
 * @returns a function that takes each such node
 */
export function awaitWish(
  when: NonNullable<CommunicationConfig['when']>,
  want: () => void,
): (node: Node) => void {
  if (when === 'visible') {
    const view = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) want();
      },
      { rootMargin: NEAR },
    );
    return (node) => view.observe(elementOf(node));
  }
  const elements = new Set<EventTarget>();
  for (const type of ['pointerover', 'pointerdown', 'focusin']) {
    listen(document, type, (event) => {
      if (event.composedPath().some((target) => elements.has(target))) want();
    });
  }
  return (node) => elements.add(elementOf(node));
}

function elementOf(node: Node): Element {
  return (node instanceof Element ? node : node.parentElement) || document.documentElement;
}
