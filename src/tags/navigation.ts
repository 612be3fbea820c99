import { listen, safely } from './safely.ts';

/** Calls `view` for each page that the History API makes out of this one. */
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
}

function address(): string {
  return location.pathname + location.search;
}
