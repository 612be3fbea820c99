import { describe, expect, it } from 'vitest';
import type { AllocationInput, Links, Resolver } from './engine/ports.ts';
import { createLinkMemory, remembering } from './link-memory.ts';

const NUMBER = '+12025550100';
const last = (link: string, began: number) => ({ number: NUMBER, link, endpoint: `end_${link}`, began });

/** An engine that allocates and resolves the number, each with a link of its own. */
function engineWith(memory: ReturnType<typeof createLinkMemory>) {
  const engine = {
    allocate: async () => ({ ...last('allocated', 1), keyedBy: 'session' }),
    resolve: async () => ({ last: { link: 'resolved', endpoint: 'end_resolved', began: 2 } }),
    resolved: async () => null,
    claim: async () => undefined,
  } as unknown as Links & Resolver;
  return remembering(engine, memory);
}

describe('the memory of links', () => {
  it('learns the link of an allocation with its facts, and that of a resolution', async () => {
    const memory = createLinkMemory();
    const engine = engineWith(memory);
    const input = { endpoint: 'end_allocated', facts: '{}' } as AllocationInput;
    await engine.allocate({ pool: 'pool_1' } as Parameters<Links['allocate']>[0], input);
    expect(memory.linkOf('pool_1', NUMBER)).toEqual({ ...last('allocated', 1), facts: '{}' });
    await engine.resolve('prov_1', 'pool_1', { carrier: 'twilio', id: 'CA1', to: NUMBER });
    expect(memory.linkOf('pool_1', NUMBER)).toEqual({ ...last('resolved', 2), facts: '' });
  });

  it('keeps the later link, whatever the order in which it learns them', () => {
    const memory = createLinkMemory();
    const changes: string[] = [];
    memory.onChange((_pool, { link }) => changes.push(link));
    memory.note('pool_1', last('second', 2));
    memory.note('pool_1', last('first', 1));
    memory.note('pool_1', last('second', 2));
    expect(memory.linkOf('pool_1', NUMBER)?.link).toBe('second');
    expect(changes).toEqual(['second']);
    expect(memory.linkOf('pool_2', NUMBER)).toBeUndefined();
  });
});
