/** The blocks of callers as personal data. */
import { blockableCaller } from '../domain/blocked-caller.ts';
import type { Block } from '../domain/model.ts';
import type { Directory } from '../registry/port.ts';
import type { Calls } from '../store/port.ts';

/** Returns the blocks of the callers, under whatever names the lists have them. @param provider null for all providers */
export function blocksOfCallers(
  { callers, provider }: { callers: readonly string[]; provider: string | null },
  directory: Pick<Directory, 'all'>,
): Block[] {
  const names = new Set(callers.map(blockableCaller));
  return [...directory.all('blocks')].filter(
    (block) => names.has(blockableCaller(block.caller)) && (provider === null || block.provider === provider),
  );
}

/**
 * Returns the provider's blocks from before `before` that were made by a call, and whose callers have no stored call any more. A block that
 * somebody typed stays, because no call brings it.
 */
export async function unusedBlocks(
  provider: string,
  before: Date,
  { directory, calls }: { directory: Pick<Directory, 'blocksOf'>; calls: Pick<Calls, 'list'> },
): Promise<Block[]> {
  const unused: Block[] = [];
  for (const block of directory.blocksOf(provider)) {
    if (block.namedBy === 'caller' || new Date(block.createdAt) >= before) continue;
    const [call] = await calls.list({ limit: 1 }, { provider, from: block.caller });
    if (!call) unused.push(block);
  }
  return unused;
}
