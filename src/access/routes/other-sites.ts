import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from '../../domain/problem.ts';

/**
 * Throws `forbidden` for a request that a page of another origin sends: it would sign a person in to an account of somebody else.
 * Browsers set `Sec-Fetch-Site`, and older ones `Origin`. Programs send neither.
 * @param publicUrls the base URLs of the gateway
 */
export function refuseOtherSites(headers: IncomingHttpHeaders, publicUrls: readonly string[]): void {
  const { 'sec-fetch-site': site, origin, host } = headers;
  if (site !== undefined) {
    if (site === 'same-origin' || site === 'none') return;
  } else if (origin === undefined || isOwn(origin, [...publicUrls, `http://${host}`])) return;
  throw new Problem('forbidden', 'Only pages of this Ringtrail can do this.');
}

function isOwn(origin: string, urls: readonly string[]): boolean {
  return urls.some((url) => URL.canParse(url) && new URL(url).origin === origin);
}
