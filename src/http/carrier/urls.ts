import type { CallbackUrls, CallReference } from '../../voice/carriers/carrier.ts';

/** Where a carrier's webhooks are, below the public URL. */
export function carrierPath(carrier: string): string {
  return `/v1/carriers/${carrier}`;
}

/** Where a carrier is to ask and tell. @param call what a document is for; left out where it is for no call */
export function callbackUrls(publicUrl: string, carrier: string, call?: CallReference): CallbackUrls {
  const base = publicUrl + carrierPath(carrier);
  return {
    next: (flow) => (flow ? `${base}/dial?flow=${encodeURIComponent(flow)}` : `${base}/dial`),
    status: `${base}/status`,
    recording: `${base}/recording`,
    whisper: (text) => `${base}/whisper?text=${encodeURIComponent(text)}`,
    ...(call && { call }),
  };
}
