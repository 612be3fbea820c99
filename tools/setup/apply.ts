import { setTimeout as sleep } from 'node:timers/promises';
import type { Ask } from '../cli/connection.ts';
import { CommandError, Refused } from '../cli/errors.ts';
import type { Input, Name } from '../client/client.ts';
import { type Item, keyOf, type Members, withReferences } from './items.ts';
import type { Secrets } from './secrets.ts';
import type { Step } from './step.ts';

/** A key or webhook has its former secret beside the new one for this time. */
const FORMER_SECONDS = 86_400;
/** The limit of requests counts by the minute. */
const LIMIT_WAIT_MS = 5000;

export type ApplyOptions = {
  ask: Ask;
  /** The ids of the running records by `keyOf`. New records are added. */
  ids: Map<string, string>;
  secrets: Secrets;
  placeOf: (pointer: string) => string;
  /** Is called before each step with the count of steps that are done. */
  onStep?: (done: number) => void;
  /** Waits until the gateway takes further requests. */
  wait?: () => Promise<void>;
};

/**
 * Sends the steps one after the other. Each is one atomic request, or a DELETE that can be repeated. So an apply that was
 * killed anywhere can be run again. Rejects with `CommandError` at the first refusal, which names its place in the file.
 */
export async function applySteps(steps: readonly Step[], options: ApplyOptions): Promise<void> {
  const { ids, secrets, placeOf, onStep, wait = () => sleep(LIMIT_WAIT_MS) } = options;

  async function send(name: string, input: object): Promise<unknown> {
    for (;;) {
      try {
        return await options.ask(name as Name, input as Input<Name>);
      } catch (error) {
        if (!(error instanceof Refused && error.code === 'rate_limited')) throw error;
        await wait();
      }
    }
  }

  const idOf = (item: Pick<Item, 'kind' | 'address'>) => ids.get(keyOf(item)) ?? item.address;
  const withIds = ({ kind }: Item, body: Members) =>
    withReferences(kind, body, (address, to) => idOf({ kind: to, address }));

  async function create(items: readonly Item[], body: Members): Promise<void> {
    const [first] = items as [Item];
    const { kind, address } = first;
    if (kind === 'numbers') {
      const numbers = items.map(({ members }) => members.number);
      const { number: _, ...rest } = body;
      const { data } = (await send('POST /v1/numbers', {
        body: { ...withIds(first, rest), numbers },
      })) as Added;
      for (const { id, carrier, number } of data)
        ids.set(keyOf({ kind, address: `${carrier}:${number}` }), id);
      return;
    }
    const slug = address.split('/').at(-1);
    const request = { ...withIds(first, body), ...secrets.get(first), slug };
    const { id } = (await send(`POST /v1/${kind}`, { body: request })) as { id: string };
    ids.set(keyOf(first), id);
  }

  async function rotate(item: Item): Promise<void> {
    const params = { id: idOf(item) };
    const { secret, ...body } = secrets.get(item) ?? {};
    if (Object.keys(body).length > 0) await send(`PATCH /v1/${item.kind}/{id}`, { params, body });
    if (secret === undefined) return;
    const path = item.kind === 'keys' ? 'secret' : 'secrets';
    const renewal = { secret, formerForSeconds: FORMER_SECONDS };
    await send(`POST /v1/${item.kind}/{id}/${path}`, { params, body: renewal });
  }

  async function run(step: Step): Promise<void> {
    const [item] = step.items as [Item];
    switch (step.action) {
      case 'create':
        return create(step.items, step.body);
      case 'change': {
        const input = { params: { id: idOf(item) }, body: withIds(item, step.body) };
        await send(`PATCH /v1/${item.kind}/{id}`, input);
        return;
      }
      case 'rotate':
        return rotate(item);
      case 'remove':
        for (let time = 0; time < step.times; time++)
          await send(`DELETE /v1/${item.kind}/{id}`, { params: { id: idOf(item) } });
    }
  }

  for (const [done, step] of steps.entries()) {
    const [item] = step.items as [Item];
    onStep?.(done);
    try {
      await run(step);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      throw new CommandError(
        `${reasonOf(error, step, item, placeOf)}\n${done} of ${steps.length} steps are done. Mend the file and run the command again.`,
      );
    }
  }
}

type Added = { data: { id: string; carrier: string; number: string }[] };

/** Returns the refusal with the place of each fault. A removed record has no place in the file. */
function reasonOf(error: CommandError, step: Step, item: Item, placeOf: (pointer: string) => string): string {
  if (step.action === 'remove') return `${item.address}: ${error.message}`;
  if (!(error instanceof Refused) || error.errors.length === 0)
    return `${placeOf(item.pointer)}: ${item.address}: ${error.message}`;
  return error.errors
    .map(({ pointer, detail }) => {
      const [, index] = /^\/numbers\/(\d+)$/.exec(pointer) ?? [];
      const at = index === undefined ? item.pointer + pointer : step.items[Number(index)]?.pointer;
      return `${placeOf(at ?? item.pointer)}: ${item.address}: ${detail}.`;
    })
    .join('\n');
}
