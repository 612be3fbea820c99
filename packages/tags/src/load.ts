/** A gateway's base URL, and the ids of a site and of one of its endpoints. */
export type TagsOptions = { gateway: string; site: string; endpoint: string };

/**
 * Loads the tags of an endpoint from the gateway, with the site's settings as they are now. A second call for an endpoint loads
 * nothing. On a server it does nothing. Throws a TypeError when `gateway` is no URL.
 */
export function loadTags({ gateway, site, endpoint }: TagsOptions): void {
  const address = new URL(`/tags/${encodeURIComponent(site)}/combined.js`, gateway);
  address.searchParams.set('endpoint', endpoint);
  if (typeof document === 'undefined' || isLoaded(address.href)) return;
  const script = document.createElement('script');
  script.async = true;
  script.src = address.href;
  document.head.append(script);
}

function isLoaded(address: string): boolean {
  return [...document.scripts].some(({ src }) => src === address);
}
