import { withQuery } from './carriers/callback-url.ts';
import type { CallbackUrls, DocumentCall } from './carriers/carrier.ts';

/** The base URLs that a carrier may have called. The first is the one that call documents name. */
export type BaseUrls = readonly [string, ...string[]];

export type Bases = {
  publicUrls: () => BaseUrls;
  /** Whether these are configured, and not only this machine's own names. */
  isPublicUrlSet: boolean;
};

/**
 * Returns the base URLs that a request may have been signed for. Where no public URL is configured, a trusted proxy may
 * report one. Nobody else may, because the base URL decides what the signature covers.
 */
export function baseUrlsOf(forwardedBase: string | null, { publicUrls, isPublicUrlSet }: Bases): BaseUrls {
  const known = publicUrls();
  return isPublicUrlSet || forwardedBase === null ? known : [forwardedBase, ...known];
}

/** Returns the path of a carrier's webhooks below the public URL. */
export function carrierPath(carrier: string): string {
  return `/v1/carriers/${carrier}`;
}

/**
 * Returns the URLs of the next webhooks, for a call document.
 * @param call the document's call; left out for a document of no call, such as a dry run's
 */
export function callbackUrls(publicUrl: string, carrier: string, call?: DocumentCall): CallbackUrls {
  const base = publicUrl + carrierPath(carrier);
  return {
    next: (flow) => (flow ? `${base}/dial?flow=${encodeURIComponent(flow)}` : `${base}/dial`),
    status: `${base}/status`,
    recording: `${base}/recording`,
    whisper: ({ whisper, language }) => withQuery(`${base}/whisper`, { text: whisper, language }),
    ...(call && { call }),
  };
}
