import { createHash } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import { memoized } from '../infra/cache.ts';

const MAX_ADDRESSES = 20_000;
const DIGEST_CHARS = 16;

/** The ranges of IPv6 that hold an IPv4 address, with its first byte in the address. */
const EMBEDDING = { ipv4Mapped: 12, rfc6145: 12, rfc6052: 12, '6to4': 2 } as const;

/**
 * Returns the network of a client: the IPv4 address, or the /64 of an IPv6 address, of which one client has 2^64 addresses. Any
 * other text counts as one network.
 */
export function networkOf(address: string): string {
  const bare = /^\[(.+)\](?::\d+)?$/.exec(address)?.[1] ?? address.replace(/^([\d.]+):\d+$/, '$1');
  if (!ipaddr.isValid(bare)) return 'unknown';
  const parsed = ipaddr.parse(bare);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  const first = EMBEDDING[parsed.range() as keyof typeof EMBEDDING];
  const bytes = parsed.toByteArray();
  if (first !== undefined) return new ipaddr.IPv4(bytes.slice(first, first + 4)).toString();
  return `${new ipaddr.IPv6([...bytes.slice(0, 8), ...Array<number>(8).fill(0)]).toString()}/64`;
}

/** Returns an address of the client's network without port or zone. Any text that is no address stays none. */
export function anAddressOf(address: string): string {
  return networkOf(address).replace('/64', '');
}

/** Creates a function that returns a short digest of an address's network. Redis holds digests instead of addresses. */
export function networkDigests(): (address: string) => string {
  return memoized(MAX_ADDRESSES, (address) =>
    createHash('sha256').update(networkOf(address)).digest('base64url').slice(0, DIGEST_CHARS),
  );
}
