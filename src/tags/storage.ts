/** First-party storage: localStorage, or a cookie where that is closed. */
const COOKIE_SECONDS = 400 * 86_400;

export function load(key: string): string | null {
  return attempt(
    () => localStorage.getItem(key),
    () => {
      const found = RegExp(`(?:^|; )${key}=([^;]*)`).exec(document.cookie);
      return found && decodeURIComponent(found[1] as string);
    },
  );
}

/** Keeps the text; an empty one is forgotten. */
export function save(key: string, text: string): void {
  attempt(
    () => {
      if (text) localStorage.setItem(key, text);
      else localStorage.removeItem(key);
    },
    () => {
      const age = text ? COOKIE_SECONDS : 0;
      // biome-ignore lint/suspicious/noDocumentCookie: the cookie store is asynchronous and not in every browser
      document.cookie = `${key}=${encodeURIComponent(text)};path=/;max-age=${age};SameSite=Lax`;
    },
  );
}

/** In a sandboxed page both are closed: then each of its views is a session of its own. */
function attempt<Result>(...ways: (() => Result)[]): Result | null {
  for (const way of ways) {
    try {
      return way();
    } catch {
      // The next way, if there is one.
    }
  }
  return null;
}
