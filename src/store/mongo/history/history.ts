import type { LinkHistory } from '../../port.ts';
import type { Connection } from '../connection.ts';
import { applyEntries } from './apply.ts';
import { mongoErasure } from './erasure.ts';
import { mongoLinks } from './links.ts';
import type { HistoryModels } from './models.ts';
import { mongoSessions } from './sessions.ts';

export function mongoHistory(connection: Connection, models: HistoryModels): LinkHistory {
  return {
    apply: (entries) => connection.run(() => applyEntries(models, entries)),
    ...mongoLinks(connection, models),
    ...mongoSessions(connection, models),
    ...mongoErasure(connection, models),
  };
}
