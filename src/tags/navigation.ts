import { listen, watchCalls } from './safely.ts';

/** Calls `view` for each page that the History API or a router by hash makes of this one. */
export function watchNavigation(view: () => void): void {
  let page = address();
  const look = () => {
    if (address() === page) return;
    page = address();
    view();
  };
  watchCalls(history, 'pushState', look);
  watchCalls(history, 'replaceState', look);
  listen(window, 'popstate', look);
  listen(window, 'hashchange', look);
}

function address(): string {
  const { pathname, search, hash } = location;
  // A hash that is a path names a page. Any other names a place within it.
  return pathname + search + (/^#!?\//.test(hash) ? hash : '');
}
