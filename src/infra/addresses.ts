import ipaddr from 'ipaddr.js';

/** Addresses at which a cloud answers its own machines. They look like addresses of the public internet. */
const METADATA = new Set(['168.63.129.16']);
const [GLOBAL_IPV6, GLOBAL_IPV6_BITS] = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Returns true for an address of the public internet. Private, loopback, link-local, carrier-grade NAT, multicast and
 * reserved addresses are not public. An IPv6 address that holds an IPv4 address (mapped, NAT64, 6to4, Teredo) is not either.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address) || METADATA.has(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_IPV6, GLOBAL_IPV6_BITS);
}
