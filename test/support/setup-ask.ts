/** The API of set-ups as the command asks it: the routes and rules of the product over a store in memory, without HTTP. */
import { Consumers } from '../../src/delivery/consumers.ts';
import { consumerRoutes } from '../../src/delivery/routes/consumers.ts';
import type { Consumer, ConsumerProgress } from '../../src/domain/consumer.ts';
import { Problem } from '../../src/domain/problem.ts';
import type { Narrow } from '../../src/store/port.ts';
import type { Ask } from '../../tools/cli/connection.ts';
import { CommandError, Refused } from '../../tools/cli/errors.ts';
import { createSetupApi, memoryRecords } from './setup-api.ts';

/** Ends the process of the command in place of a request, or after it. */
export class Killed extends CommandError {}

export function createSetupAsk() {
  const records = memoryRecords<Consumer>();
  const progress = memoryRecords<ConsumerProgress>();
  const removeOf = async () => undefined;
  const api = createSetupApi(records, ({ directory, store }) => {
    const parts = {
      ...{ consumers: records, progress, deliveries: { removeOf }, episodes: { removeOf } },
      attributions: { end: async () => null },
    } as unknown as ConstructorParameters<typeof Consumers>[0]['store'];
    const options = { store: parts, directory, allowPrivate: false, canMail: true, now: () => new Date() };
    const narrow = (() => ({ ...store, consumers: records })) as unknown as Narrow;
    const tryOut = () => Promise.reject(new Error('no trial'));
    return consumerRoutes(new Consumers(options), narrow, tryOut, (_request, work) => work());
  });
  const requests: string[] = [];

  const ask = (async (name: string, input: { params?: { id: string }; query?: object; body?: object }) => {
    requests.push(name);
    const [method = '', path = ''] = name.split(' ');
    try {
      // As over HTTP, only JSON arrives.
      const body = input.body && JSON.parse(JSON.stringify(input.body));
      const query = Object.fromEntries(
        Object.entries(input.query ?? {}).map(([name, one]) => [name, String(one)]),
      );
      const answer = await api.request(method.toLowerCase(), path, { ...input.params, body, query });
      return JSON.parse(JSON.stringify(answer.body ?? null));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      throw new Refused(`${error.message} (${error.code})`, error.code, error.errors);
    }
  }) as unknown as Ask;

  /** Returns the function that asks until the process is killed by the request with this number. */
  function dyingAt(count: number, when: 'before' | 'after'): Ask {
    let left = count;
    return (async (name: never, input: never) => {
      left -= 1;
      if (left === 0 && when === 'before') throw new Killed('killed');
      const answer = await ask(name, input);
      if (left === 0) throw new Killed('killed');
      return answer;
    }) as Ask;
  }

  return { ask, dyingAt, requests };
}
