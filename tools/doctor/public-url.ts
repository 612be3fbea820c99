import { isSignedRoundTrip, ROUND_TRIP_HEADER, signRoundTrip } from '../../src/domain/round-trip.ts';
import type { Ask } from '../cli/connection.ts';
import type { RoundTripAnswer, Setting } from '../client/operations.ts';
import { type Finding, reportOf } from './finding.ts';
import { settingOf } from './system.ts';

const TIMEOUT_MS = 10_000;
/** Carriers refuse and drop requests of clocks that differ by more. */
const MAX_SKEW_MS = 30_000;
const { ok, warning, fault } = reportOf('public url');

/**
 * Sends a request to the public URL as a carrier does, with a signature over the URL and the body. The gateway's signed answer proves
 * that the URL leads to it, and that no proxy changes a request on the way.
 */
export async function publicUrlFindings(ask: Ask, settings: readonly Setting[]): Promise<Finding[]> {
  const publicUrl = settingOf(settings, 'PUBLIC_URL');
  if (publicUrl === null)
    return [
      warning(
        'public_url_unset',
        'PUBLIC_URL is not set, so no carrier and no other machine reaches this Ringtrail. Set it to its https address.',
      ),
    ];
  const answer = await makeRoundTrip(ask);
  return 'code' in answer
    ? [...plainHttp(publicUrl), answer]
    : [...plainHttp(publicUrl), ...answerFindings(answer, publicUrl, settings)];
}

/** Keys and passwords of a public address need https. */
export function plainHttp(publicUrl: string): Finding[] {
  const { protocol, hostname } = new URL(publicUrl);
  if (protocol === 'https:' || isLoopback(hostname)) return [];
  return [
    fault(
      'public_url_http',
      `${publicUrl} is not encrypted: keys, passwords and callers can be read on the way. Serve it by https, and set PUBLIC_URL.`,
    ),
  ];
}

export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

type Arrived = { isProxied: boolean; skewMs: number };

async function makeRoundTrip(ask: Ask): Promise<Arrived | Finding> {
  const { url, nonce, secret } = await ask('POST /v1/round-trips', {});
  // Signs that proxies like to rewrite.
  const body = `nonce=${nonce}&text=${encodeURIComponent('+1 (ü)')}+%7e`;
  const sentAt = Date.now();
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      [ROUND_TRIP_HEADER]: signRoundTrip(secret, url, body),
    },
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: Error) => error);
  if (response instanceof Error) return unreachable(url, response);
  if (response.status >= 300 && response.status < 400) return redirected(url, response);
  const answer = (await response.json().catch(() => null)) as (RoundTripAnswer & { code?: string }) | null;
  if (answer?.code === 'signature_invalid') return changed(url);
  const isOurs =
    typeof answer?.signature === 'string' && isSignedRoundTrip(answer.signature, secret, nonce, answer.at);
  if (!isOurs) return elsewhere(url, response.status);
  const date = Date.parse(response.headers.get('date') ?? answer.at);
  return { isProxied: answer.isProxied && answer.base === null, skewMs: Math.abs(date - sentAt) };
}

function answerFindings(
  { isProxied, skewMs }: Arrived,
  url: string,
  settings: readonly Setting[],
): Finding[] {
  if (skewMs > MAX_SKEW_MS)
    return [
      warning(
        'public_url_clock',
        `The server at ${url} has a time ${Math.round(skewMs / 1000)} seconds off this machine's. Let NTP set both clocks.`,
      ),
    ];
  if (isProxied && settingOf(settings, 'TRUST_PROXY') === null)
    return [
      warning(
        'proxy_untrusted',
        'A proxy serves the public URL, but TRUST_PROXY is off: all visitors count as one address. Set TRUST_PROXY.',
      ),
    ];
  return [ok(`A signed request to ${url} came back.`)];
}

function unreachable(url: string, { message, cause }: Error): Finding {
  const reason = cause instanceof Error ? cause.message || cause.name : message;
  return fault(
    'public_url_away',
    `${url} does not answer: ${reason}. Check DNS, the proxy and the firewall.`,
  );
}

function redirected(url: string, { headers }: Response): Finding {
  return fault(
    'public_url_redirects',
    `${url} redirects to ${headers.get('location')}. Carriers then lose their request. Set PUBLIC_URL to the final address.`,
  );
}

function changed(url: string): Finding {
  return fault(
    'public_url_changed',
    `A proxy changes requests to ${url}, so signatures of carriers do not match. Let it pass path, query and body as they are.`,
  );
}

function elsewhere(url: string, status: number): Finding {
  return fault(
    'public_url_elsewhere',
    `${url} leads to another server, which answered ${status}. Correct PUBLIC_URL, or the target of the proxy.`,
  );
}
