import type { Episode } from '../../domain/alert-episode.ts';
import type { Versioned } from './versioned.ts';

/** The states that alerts have noticed. */
export interface Episodes extends Versioned<Episode> {
  /** Removes all episodes of the consumer. */
  removeOf(consumer: string): Promise<void>;
}
