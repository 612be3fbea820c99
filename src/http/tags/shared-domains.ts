import { registrableDomain } from '../../infra/registrable-domain.ts';

/**
 * Returns the registrable domains, by the public suffix list, of which the origins name several hosts. Pages of these
 * hosts share the visit. A host of a wildcard stands for several.
 */
export function sharedDomains(origins: readonly string[]): string[] {
  const hosts = new Map<string, Set<string>>();
  for (const origin of origins) {
    const { hostname } = new URL(origin);
    const domain = registrableDomain(hostname.replace(/^\*\./, ''));
    if (domain === null) continue;
    const ofDomain = hosts.get(domain) ?? new Set<string>();
    hosts.set(domain, ofDomain.add(hostname));
  }
  return [...hosts]
    .filter(([, names]) => names.size > 1 || [...names].some(isWildcard))
    .map(([domain]) => domain);
}

function isWildcard(hostname: string): boolean {
  return hostname.startsWith('*.');
}
