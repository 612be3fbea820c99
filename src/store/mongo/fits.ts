import { fitFrom, fitSchema, type StoredFit } from '../../domain/confidence/hazards.ts';
import { compoundKey } from '../ledger-batch.ts';
import type { Fits } from '../port.ts';
import { type Connection, isDuplicateKey } from './connection.ts';
import { type Members, membersOfAny, required, text } from './members.ts';

type StoredDocument = { _id: string } & StoredFit;

export function mongoFits(connection: Connection): Fits {
  const members = { _id: required(text), ...membersOfAny(fitSchema) } as Members<StoredDocument>;
  const model = connection.model<StoredDocument>('fits', members, [[{ provider: 1, version: -1 }]]);
  return {
    add: (fit) =>
      connection.run(async () => {
        try {
          await model.insertMany([{ ...fit, _id: compoundKey(fit.provider, String(fit.version)) }]);
          return true;
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
          return false;
        }
      }),

    latest: (provider) =>
      connection.run(async () => {
        const stored = await model.findOne({ provider }).sort({ version: -1 }).lean<StoredDocument>();
        if (!stored) return null;
        const { _id, ...fit } = stored;
        return fitFrom(fit);
      }),

    removeOf: (provider) => connection.run(async () => void (await model.deleteMany({ provider }))),
  };
}
