/**
 * Reads `analytics_storage` from Google's consent mode: from the commands in the data layer, and from the state that
 * Google's script computes for the visitor's region. Some consent dialogues inform that script alone.
 */
import type { Consent } from './meeting.ts';
import { safely, watchCalls } from './safely.ts';

type Signals = { analytics_storage?: Consent; region?: string[] };
type State = { default?: boolean; update?: boolean };

declare global {
  interface Window {
    dataLayer?: unknown[];
    google_tag_data?: { ics: { entries: { analytics_storage: State } } };
  }
}

/** Calls `decide` for each decision. Most entries of the data layer are not commands: reading one ends in an error. */
export function watchConsentMode(decide: (decision: Consent) => void): void {
  /** Set: a default no longer grants consent. Only an update does, the visitor's own decision. */
  let isRefused = navigator.globalPrivacyControl;
  let known: boolean | undefined;

  const read = safely((entry: unknown) => {
    const [command, action, { analytics_storage: decision, region }] = entry as [string, string, Signals];
    if (command !== 'consent' || !decision) return;
    if (decision === 'denied') isRefused = true;
    else if (action !== 'update' && (isRefused || region)) return;
    decide(decision);
  });

  const readState = safely(() => {
    const { default: initial, update = initial } =
      window.google_tag_data?.ics.entries.analytics_storage || ({} as State);
    if (update === known) return;
    known = update;
    decide(update && !(navigator.globalPrivacyControl && initial) ? 'granted' : 'denied');
  });

  const watchLayer = safely(() => {
    const layer = window.dataLayer || [];
    // A page may have something else by this name, such as facts about itself or an element.
    if (!layer.push || !layer.forEach) return;
    window.dataLayer = layer;
    watchCalls(layer, 'push', (_layer, ...entries) => {
      entries.forEach(read);
      readState();
    });
    layer.forEach(read);
  });

  watchLayer();
  readState();
}
