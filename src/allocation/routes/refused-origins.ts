import type { Logger } from 'pino';

/** A page can send any origin, so this many are logged in a day at most. */
const MAX_LOGGED = 100;
const DAY_MS = 86_400_000;
const MAX_ORIGIN_CHARS = 300;

/** Returns a function that logs a refused origin of a site, once a day. */
export function logRefusedOrigins(log: Pick<Logger, 'warn'>, now: () => number = Date.now) {
  const logged = new Set<string>();
  let since = now();
  return (site: string, origin: string): void => {
    if (now() - since >= DAY_MS) {
      logged.clear();
      since = now();
    }
    const shown = origin.slice(0, MAX_ORIGIN_CHARS);
    const key = `${site} ${shown}`;
    if (logged.has(key) || logged.size >= MAX_LOGGED) return;
    logged.add(key);
    log.warn({ site, origin: shown }, 'pages of an origin that the site does not list get no number');
  };
}

export type NoteRefusedOrigin = ReturnType<typeof logRefusedOrigins>;
