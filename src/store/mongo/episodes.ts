import { type Episode, episodeSchema } from '../../domain/alert-episode.ts';
import type { Episodes } from '../port.ts';
import type { Connection } from './connection.ts';
import type { Stored } from './documents.ts';
import { membersOf } from './members.ts';
import { mongoVersioned } from './versioned.ts';

export function mongoEpisodes(connection: Connection): Episodes {
  const model = connection.model<Stored<Episode>>('episodes', membersOf<Episode>(episodeSchema), [
    [{ consumer: 1 }],
  ]);
  return {
    ...mongoVersioned<Episode>(connection, model),
    removeOf: (consumer) => connection.run(async () => void (await model.deleteMany({ consumer }))),
  };
}
