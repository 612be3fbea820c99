import { getDomain } from 'tldts';

/**
 * Returns the registrable domain of a host by the public suffix list: `example.co.uk` of `www.example.co.uk`. Returns null
 * for a public suffix and for an address. Private suffixes such as github.io count: their names belong to different owners.
 */
export function registrableDomain(host: string): string | null {
  return getDomain(host, { allowPrivateDomains: true });
}
