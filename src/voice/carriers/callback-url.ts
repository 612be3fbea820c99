import type { Webhook } from './carrier.ts';
import { queryOf } from './webhook.ts';

/** The URL with more in its query; what is null is left out. */
export function withQuery(url: string, more: Readonly<Record<string, string | null>>): string {
  const added = Object.entries(more).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  if (added.length === 0) return url;
  return `${url}${url.includes('?') ? '&' : '?'}${added.join('&')}`;
}

type Recorded = 'call' | 'voicemail';

/** Where a recording is told of. Most carriers do not say there what it was that they recorded, so the URL does. */
export function recordingUrl(url: string, of: Recorded): string {
  return withQuery(url, { of });
}

/** What the recording is of, by the URL at which we are told of it. */
export function recordedOf(webhook: Webhook): Recorded | null {
  const of = queryOf(webhook).get('of');
  return of === 'call' || of === 'voicemail' ? of : null;
}
