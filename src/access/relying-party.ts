import { isIP } from 'node:net';

/** The site that passkeys belong to (WebAuthn's relying party). */
export type RelyingParty = { id: string; origin: string };

/**
 * Returns the site of the gateway's public URL. null: browsers make no passkeys there, since the host is an address, or the
 * URL is http on another host than localhost.
 */
export function relyingPartyOf(publicUrl: string): RelyingParty | null {
  const { hostname, protocol, origin } = new URL(publicUrl);
  const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost');
  const isAddress = isIP(hostname.replace(/^\[(.*)\]$/, '$1')) > 0;
  return (protocol === 'https:' && !isAddress) || isLocal ? { id: hostname, origin } : null;
}
