import type { Webhook } from './carrier.ts';
import { queryOf } from './webhook.ts';

/** Adds parameters to the URL's query. A parameter that is null is left out. */
export function withQuery(url: string, parameters: Readonly<Record<string, string | null>>): string {
  const added = Object.entries(parameters).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  if (added.length === 0) return url;
  return `${url}${url.includes('?') ? '&' : '?'}${added.join('&')}`;
}

type RecordingKind = 'call' | 'voicemail';

/** Returns the callback's URL for a recording. It names the kind, because most carriers do not state it. */
export function recordingUrl(url: string, of: RecordingKind): string {
  return withQuery(url, { of });
}

/** Returns the kind of a recording by the URL of its callback. */
export function recordingKindOf(webhook: Webhook): RecordingKind | null {
  const of = queryOf(webhook).get('of');
  return of === 'call' || of === 'voicemail' ? of : null;
}
