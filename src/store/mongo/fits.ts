import { fitFrom, type StoredFit } from '../../domain/confidence/hazards.ts';
import { compoundKey } from '../ledger-batch.ts';
import type { Fits } from '../port.ts';
import { type Connection, isDuplicateKey } from './connection.ts';

type Stored = { _id: string } & StoredFit;

export function mongoFits(connection: Connection): Fits {
  const collection = connection.collection<Stored>('fits', [[{ provider: 1, version: -1 }]]);
  return {
    add: (fit) =>
      connection.run(async () => {
        try {
          await collection.insertOne({ ...fit, _id: compoundKey(fit.provider, String(fit.version)) });
          return true;
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
          return false;
        }
      }),

    latest: (provider) =>
      connection.run(async () => {
        const stored = await collection.findOne({ provider }, { sort: { version: -1 } });
        if (!stored) return null;
        const { _id, ...fit } = stored;
        return fitFrom(fit);
      }),
  };
}
