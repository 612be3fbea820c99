import { listen, safely } from './safely.ts';

/** Calls `view` for each page that the History API or a router by hash makes of this one. */
export function watchNavigation(view: () => void): void {
  let page = address();
  const look = safely(() => {
    if (address() === page) return;
    page = address();
    view();
  });
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name];
    history[name] = function (this: History, ...values: Parameters<History['pushState']>) {
      original.apply(this, values);
      look();
    };
  }
  listen(window, 'popstate', look);
  listen(window, 'hashchange', look);
}

function address(): string {
  const { pathname, search, hash } = location;
  // A hash that is a path names a page. Any other names a place within it.
  return pathname + search + (/^#!?\//.test(hash) ? hash : '');
}
