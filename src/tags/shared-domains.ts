/** The domains on which several hosts of the site share the visit. */
export type Domains = readonly string[] | undefined;

/** Returns whether the address is one of a host that shares the visit with this page. */
export function sharesVisit(address: string, domains: Domains): boolean {
  if (!address || !domains) return false;
  const hosts = [new URL(address).hostname, location.hostname];
  return domains.some((domain) => hosts.every((host) => `.${host}`.endsWith(`.${domain}`)));
}
