/**
 * What Google's consent mode says of `analytics_storage`: commands in the data layer, and the state that Google's own
 * script makes of them for the visitor's region. Some consent dialogues tell that script alone.
 */
import type { Consent } from './meeting.ts';
import { safely } from './safely.ts';

type Signals = { analytics_storage?: Consent; region?: string[] };
type State = { default?: boolean; update?: boolean };

declare global {
  interface Window {
    dataLayer?: unknown[];
    google_tag_data?: { ics: { entries: { analytics_storage: State } } };
  }
}

/** Most entries of the data layer are no commands, and often there is no state: reading such ends in an error. */
export function watchConsentMode(decide: (given: Consent) => void): void {
  /** Then a default grants no more, only the visitor's own word, an update. */
  let isRefused = navigator.globalPrivacyControl;
  let known: boolean | undefined;

  const read = safely((entry: unknown) => {
    const [command, action, { analytics_storage: given, region }] = entry as [string, string, Signals];
    if (command !== 'consent' || !given) return;
    if (given === 'denied') isRefused = true;
    else if (action !== 'update' && (isRefused || region)) return;
    decide(given);
  });

  const readState = safely(() => {
    const { default: initial, update = initial } = (
      window.google_tag_data as NonNullable<Window['google_tag_data']>
    ).ics.entries.analytics_storage;
    if (update === known) return;
    known = update;
    decide(update && !(navigator.globalPrivacyControl && initial) ? 'granted' : 'denied');
  });

  const layer = window.dataLayer || [];
  window.dataLayer = layer;
  const push = layer.push;
  layer.push = function (...entries) {
    const length = push.apply(this, entries);
    entries.forEach(read);
    readState();
    return length;
  };
  layer.forEach(read);
  readState();
}
