import { type Episode, episodeId } from '../../domain/alert-episode.ts';
import type { StateAbout } from '../../domain/alert-notice.ts';
import type { Consumer } from '../../domain/consumer.ts';
import { noticeDeliveryId } from '../../domain/delivery.ts';
import { newDelivery } from '../../domain/delivery-state.ts';
import type { Store } from '../../store/port.ts';
import { nextOrdinal } from '../progress.ts';
import type { Finding } from './finding.ts';

/** A message about a state of yesterday helps nobody. */
const MAX_AGE_MS = 86_400_000;

export type ReporterStore = Pick<Store, 'episodes' | 'deliveries' | 'progress'>;

/**
 * Stores what an alert has found, and the deliveries that report it. One of several workers notes a change of state. The episode holds
 * the message until its delivery is stored. So a worker that dies in between loses none, and the next one repeats none.
 */
export class Reporter {
  readonly #store: ReporterStore;

  constructor(store: ReporterStore) {
    this.#store = store;
  }

  /** Returns the alert's episode of the subject. Delivers a message that a dead worker left in it. */
  async known(alert: Consumer, subject: string): Promise<Episode | null> {
    const { episodes } = this.#store;
    const episode = await episodes.get(episodeId(alert.id, subject));
    if (!episode?.notice) return episode;
    await this.#deliver(alert, episode);
    return episodes.get(episode.id);
  }

  /** Notes the state that was found, and reports it if it is another one than before. */
  async report(alert: Consumer, about: StateAbout, found: Finding, now: Date): Promise<void> {
    const { subject, state } = found;
    const episode = (await this.known(alert, subject)) ?? (state && (await this.#begin(alert, subject, now)));
    if (!episode || episode.state === state) return;
    const at = now.toISOString();
    const notice = found.notice && { ...found.notice, about, subject, at };
    const changed = await this.#store.episodes.change(episode, { state, since: at, notice });
    if (changed?.notice) await this.#deliver(alert, changed);
  }

  /** Adds an episode of a subject that is as it should be. */
  async #begin({ id: consumer }: Consumer, subject: string, now: Date): Promise<Episode | null> {
    const { episodes } = this.#store;
    const id = episodeId(consumer, subject);
    const since = now.toISOString();
    await episodes.add({ id, consumer, subject, state: null, since, notice: null, version: 0 });
    return episodes.get(id);
  }

  async #deliver({ id, kind, provider }: Consumer, episode: Episode): Promise<void> {
    const { deliveries, episodes, progress } = this.#store;
    const { notice } = episode;
    const ordinal = notice && (await nextOrdinal(progress, id));
    if (!notice || ordinal === null) return;
    const { at } = notice;
    const time = new Date(at);
    const deadline = kind === 'webhook' ? null : new Date(time.getTime() + MAX_AGE_MS).toISOString();
    const identity = {
      ...{ id: noticeDeliveryId(episode.id, at), consumer: id, provider, call: null, attribution: null },
      ...{ type: 'notice' as const, notice, ordinal, at },
    };
    await deliveries.add(newDelivery(identity, { state: 'waiting', deadline }, time));
    await episodes.change(episode, { notice: null });
  }
}
