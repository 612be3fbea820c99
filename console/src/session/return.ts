/** The page to which this tab returns from a sign-in at another address. */
const NAME = 'ringtrail.return';

/** Remembers the page that the reader leaves for a sign-in. Nobody wants to return to the sign-in page. */
export function rememberPage(): void {
  const { pathname, search } = window.location;
  if (pathname !== '/sign-in') sessionStorage.setItem(NAME, pathname + search);
}

export function rememberedPage(): string | null {
  return sessionStorage.getItem(NAME);
}

export function forgetPage(): void {
  sessionStorage.removeItem(NAME);
}
