import type { Episode } from '../../domain/alert-episode.ts';
import type { Notice } from '../../domain/alert-notice.ts';
import type { Consumer } from '../../domain/consumer.ts';

/** The present state of a subject, with the message about the change to it. Null: the change needs no message. */
export type Finding = {
  subject: string;
  state: string | null;
  notice: Omit<Notice, 'at' | 'about' | 'subject'> | null;
};

/** Looks at the subjects of one alert. `known` returns the state that the alert has noticed last. */
export type Watch = (
  alert: Consumer,
  known: (subject: string) => Promise<Episode | null>,
  now: Date,
) => AsyncIterable<Finding>;

/** Returns the facts of a notice by their names. */
export function factsOf(facts: Record<string, string>): Notice['facts'] {
  return Object.entries(facts).map(([name, value]) => ({ name, value }));
}
