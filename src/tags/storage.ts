/**
 * First-party storage: a cookie of the site's domain where the site's hosts share the visit, otherwise the page's own storage.
 * Where the browser keeps both closed, each view of a page is a session of its own.
 */
import { parsed, safely } from './safely.ts';
import type { Domains } from './shared-domains.ts';

/** Browsers refuse a cookie of more than 4,096 characters. */
const MAX_COOKIE_CHARS = 4000;
const MAX_TEXT_CHARS = 2048;

const cookie = safely((key: string) =>
  decodeURIComponent(RegExp(`(?:^|; )${key}=([^;]*)`).exec(document.cookie)?.[1] as string),
);

/** Returns the value that is stored under the key, read as JSON. */
export const load = safely(
  (key: string): unknown => (WITH_DOMAINS && parsed(cookie(key))) || parsed(localStorage.getItem(key)),
);

export const save = safely((key: string, value: unknown, domains: Domains) => {
  if (WITH_DOMAINS) {
    writeCookies(key, cookieText(value), 34_560_000, domains);
    if (parsed(cookie(key))) {
      localStorage.removeItem(key);
      return;
    }
  }
  localStorage.setItem(key, JSON.stringify(value));
});

export const forget = safely((key: string, domains: Domains) => {
  if (WITH_DOMAINS) writeCookies(key, '', 0, domains);
  localStorage.removeItem(key);
});

function writeCookies(key: string, text: string, seconds: number, domains: Domains): void {
  const secure = location.protocol < 'https:' ? '' : ';secure';
  for (const domain of domains || []) {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in many browsers, and asynchronous.
    document.cookie = `${key}=${text};domain=${domain};path=/;max-age=${seconds};samesite=lax${secure}`;
  }
}

/** Returns the value as a cookie's text. Where it is too long, it holds the beginnings of the long texts only. */
function cookieText(value: unknown): string {
  for (let max = MAX_TEXT_CHARS; ; max /= 2) {
    const text = encodeURIComponent(
      JSON.stringify(value, (_, part) => (part?.slice ? part.slice(0, max) : part)),
    );
    if (text.length < MAX_COOKIE_CHARS || max < 16) return text;
  }
}
