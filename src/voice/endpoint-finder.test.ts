import { afterEach, expect, it, vi } from 'vitest';
import { createLinkMemory } from '../allocation/link-memory.ts';
import type { ArrivingCall } from './arriving-call.ts';
import { createEndpointFinder, type EndpointFinderOptions } from './endpoint-finder.ts';

const NUMBER = '+12025550100';
const STORE_MS = 1000;

afterEach(() => {
  vi.useRealTimers();
});

/** Returns the endpoint of a call while Redis is away. The memory has an old link, the store answers after a second. */
async function endpointWhile(isFollowing: boolean): Promise<string | undefined> {
  vi.useFakeTimers();
  const memory = createLinkMemory();
  memory.note('pool_1', { number: NUMBER, link: 'lnk_old', endpoint: 'end_old', began: 1 });
  memory.setComplete();
  memory.setFollowing(isFollowing);
  const stored = { id: 'lnk_new', endpoint: 'end_new', startedAt: new Date(2) };
  const late = <T>(answer: T) => new Promise<T>((resolve) => setTimeout(() => resolve(answer), STORE_MS));
  const options = {
    directory: { get: (_kind: string, id: string) => ({ id }), defaultEndpoint: () => undefined },
    memory,
    store: { history: { linksOf: () => late([stored]) }, calls: { get: () => late(null) } },
  } as unknown as EndpointFinderOptions;
  const arriving = {
    adapter: { name: 'twilio' },
    call: { carrierCallId: 'CA1', to: NUMBER },
    target: { provider: { id: 'prov_1' }, pool: { id: 'pool_1' } },
    resolution: null,
  } as unknown as ArrivingCall;
  const finding = createEndpointFinder(options).withoutRedis(arriving);
  await vi.advanceTimersByTimeAsync(STORE_MS);
  return (await finding).endpoint?.id;
}

it('a gateway that may have missed links waits for a slow store while Redis is away', async () => {
  expect(await endpointWhile(false)).toBe('end_new');
});

it('a gateway that follows the links of all others does not', async () => {
  expect(await endpointWhile(true)).toBe('end_old');
});
