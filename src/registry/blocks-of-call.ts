import { blockableCaller } from '../domain/blocked-caller.ts';
import type { Block } from '../domain/model.ts';
import type { Calls } from '../store/port.ts';
import type { Directory } from './directory.ts';
import type { CallerSpellings } from './needs.ts';

/** Returns the block of the call's caller as a list. It is empty where the caller is not blocked. */
export async function blocksOfCall(
  id: string,
  {
    calls,
    directory,
    callers,
  }: { calls: Pick<Calls, 'get'>; directory: Directory; callers: CallerSpellings },
): Promise<Block[]> {
  const call = await calls.get(id);
  const caller = blockableCaller(call?.from ?? '');
  if (!call?.provider || caller === null) return [];
  const block = directory.blockOf(call.provider, callers.allNames(call.provider, caller));
  return block ? [block] : [];
}
