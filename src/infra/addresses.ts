import ipaddr from 'ipaddr.js';

/** Addresses that a cloud answers its own machines on, though they look like any other of the internet. */
const METADATA = new Set(['168.63.129.16']);
const [GLOBAL_IPV6, GLOBAL_IPV6_BITS] = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether the address is one of the public internet. Private, loopback, link-local, carrier-grade NAT, multicast and
 * reserved ones are not, nor IPv6 addresses that carry an IPv4 one inside (mapped, NAT64, 6to4, Teredo).
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address) || METADATA.has(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_IPV6, GLOBAL_IPV6_BITS);
}
