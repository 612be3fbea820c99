import type { Installation } from '../port.ts';
import { type Connection, upsert } from './connection.ts';
import { required, text } from './members.ts';

const ONLY = 'installation';

export function mongoInstallation(connection: Connection): Installation {
  const model = connection.model<{ _id: string; installation: string }>(
    'installation',
    { _id: required(text), installation: required(text) },
    [],
  );
  const read = async () => (await model.findById(ONLY).lean())?.installation ?? null;
  return {
    id: () => connection.run(read),
    adopt: (id) =>
      connection.run(async () => {
        const change = { $setOnInsert: { installation: id } };
        await upsert(() => model.updateOne({ _id: ONLY }, change, { upsert: true }));
        return (await read()) ?? id;
      }),
  };
}
