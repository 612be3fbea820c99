import fc from 'fast-check';
import type { PoolSettings } from '../../src/allocation/engine/pool.ts';
import type { AllocationInput, AllocationReply } from '../../src/allocation/engine/ports.ts';
import type { Engine } from '../../src/allocation/engine.ts';
import type { Zone } from '../../src/domain/phone.ts';
import { poolSettings } from '../support/examples.ts';

export const SITES = [
  { id: 'site_a', endpoints: ['end_a1', 'end_a2'] },
  { id: 'site_b', endpoints: ['end_b1', 'end_b2'] },
] as const;

/** The zone of each endpoint's numbers. */
const PLACES: { site: string; endpoint: string; zone: Zone }[] = [
  { site: 'site_a', endpoint: 'end_a1', zone: { country: '1', area: '1-202' } },
  { site: 'site_a', endpoint: 'end_a2', zone: { country: '1', area: '' } },
  { site: 'site_b', endpoint: 'end_b1', zone: { country: '1', area: '1-415' } },
  { site: 'site_b', endpoint: 'end_b2', zone: { country: '44', area: '44-20' } },
];

/** One request ends at most this many links, so every expired link has ended before the next operation. */
export const NUMBERS: { number: string; zone: Zone }[] = [
  { number: '+12025550100', zone: { country: '1', area: '1-202' } },
  { number: '+12025550101', zone: { country: '1', area: '1-202' } },
  { number: '+12025550102', zone: { country: '1', area: '1-202' } },
  { number: '+14155550100', zone: { country: '1', area: '1-415' } },
  { number: '+14155550101', zone: { country: '1', area: '1-415' } },
  { number: '+18005550100', zone: { country: '1', area: '' } },
  { number: '+442079460100', zone: { country: '44', area: '44-20' } },
  { number: '+442079460101', zone: { country: '44', area: '44-20' } },
];

export const HOLD_SECONDS = 120;
const HOLD_MS = HOLD_SECONDS * 1000;

type Rules = Pick<
  PoolSettings,
  'threshold' | 'reserve' | 'countedBy' | 'boundary' | 'hysteresis' | 'overflowNumber'
>;

export type Operation =
  | { does: 'allocate'; place: number; session: string; bucket: string; visitor?: string }
  | { does: 'renew' | 'leaveLink'; link: number; as: 'itself' | 'another' | 'nobody' }
  | { does: 'leaveSite'; site: 0 | 1; session: string }
  | { does: 'hit'; site: 0 | 1; session: string }
  | { does: 'pass'; ms: number }
  | { does: 'sweep' }
  | { does: 'resolve'; number: number }
  | { does: 'add'; numbers: number[] }
  | { does: 'withdraw'; number: number; state: 'paused' | 'retired' }
  | { does: 'rule'; rules: Partial<Rules> };

const session = fc.constantFrom('s0', 's1', 's2', 's3', 's4', 's5', 's6');
const site = fc.constantFrom<0 | 1>(0, 1);
const anyNumber = fc.nat({ max: NUMBERS.length - 1 });
const limit = fc.option(fc.nat({ max: 9 }), { freq: 3 });

const rules: fc.Arbitrary<Partial<Rules>> = fc.oneof(
  fc.record({ threshold: limit }),
  fc.record({ reserve: limit }),
  fc.record({ countedBy: fc.constantFrom<Rules['countedBy']>('provider', 'site') }),
  fc.record({ boundary: fc.constantFrom<Rules['boundary']>('above', 'reaching') }),
  fc.record({ hysteresis: fc.nat({ max: 4 }) }),
  fc.record({ overflowNumber: fc.constantFrom(null, '+18005550199') }),
);

const allocate = fc.record<Operation & { does: 'allocate' }>({
  does: fc.constant('allocate'),
  place: fc.nat({ max: PLACES.length - 1 }),
  session: fc.oneof({ arbitrary: session, weight: 9 }, { arbitrary: fc.constant(''), weight: 1 }),
  bucket: fc.constantFrom('b0', 'b1', 's0'),
  visitor: fc.constantFrom('', 'v0', 'v1'),
});

const onLink = (does: 'renew' | 'leaveLink') =>
  fc.record<Operation & { does: 'renew' | 'leaveLink' }>({
    does: fc.constant(does),
    link: fc.nat({ max: 12 }),
    as: fc.constantFrom('itself', 'itself', 'itself', 'another', 'nobody'),
  });

const pass = fc.record<Operation & { does: 'pass' }>({
  does: fc.constant('pass'),
  ms: fc.oneof(
    { arbitrary: fc.nat({ max: 5000 }), weight: 4 },
    { arbitrary: fc.integer({ min: 10_000, max: 60_000 }), weight: 3 },
    { arbitrary: fc.constantFrom(HOLD_MS - 1, HOLD_MS, HOLD_MS + 1), weight: 2 },
    { arbitrary: fc.constant(3 * HOLD_MS), weight: 1 },
  ),
});

export const operation: fc.Arbitrary<Operation> = fc.oneof(
  { arbitrary: allocate, weight: 40 },
  { arbitrary: onLink('renew'), weight: 16 },
  { arbitrary: onLink('leaveLink'), weight: 8 },
  { arbitrary: pass, weight: 14 },
  { arbitrary: fc.record({ does: fc.constant('leaveSite' as const), site, session }), weight: 3 },
  { arbitrary: fc.record({ does: fc.constant('hit' as const), site, session }), weight: 3 },
  { arbitrary: fc.record({ does: fc.constant('sweep' as const) }), weight: 2 },
  { arbitrary: fc.record({ does: fc.constant('resolve' as const), number: anyNumber }), weight: 4 },
  {
    arbitrary: fc.record({
      does: fc.constant('add' as const),
      numbers: fc.uniqueArray(anyNumber, { minLength: 1, maxLength: 4 }),
    }),
    weight: 5,
  },
  {
    arbitrary: fc.record({
      does: fc.constant('withdraw' as const),
      number: anyNumber,
      state: fc.constantFrom<'paused' | 'retired'>('paused', 'retired'),
    }),
    weight: 5,
  },
  { arbitrary: fc.record({ does: fc.constant('rule' as const), rules }), weight: 5 },
);

let pools = 0;

/** Builds an empty pool with an id of its own. */
export async function newPool(engine: Engine, changes: Partial<PoolSettings> = {}): Promise<PoolSettings> {
  pools += 1;
  const settings = poolSettings({
    provider: `prov_${pools}`,
    pool: `pool_${pools}`,
    activeSeconds: HOLD_SECONDS,
    holdSeconds: HOLD_SECONDS,
    ...changes,
  });
  await engine.buildPool(settings.provider, settings.pool, settings.holdSeconds, [], 0);
  return settings;
}

let prefixes = 0;

/** Makes the request of a page for the first endpoint, with changes. */
export function ask(changes: Partial<AllocationInput> = {}): AllocationInput {
  prefixes += 1;
  return {
    endpoint: 'end_a1',
    site: 'site_a',
    session: 's0',
    visitor: '',
    bucket: 'b0',
    zone: { country: '1', area: '' },
    linkIdPrefix: `lnk_test_${String(prefixes).padStart(10, '0')}_`,
    facts: '{}',
    caller: '192.0.2.1',
    rateLimit: 0,
    siteLimit: 0,
    ...changes,
  };
}

export function askOf(operation: Operation & { does: 'allocate' }): AllocationInput {
  const { place, session: id, bucket, visitor = '' } = operation;
  return ask({ ...PLACES[place], session: id, bucket, visitor: id && visitor });
}

/** A link and the session that it was allocated to. */
export type Held = { link: string; number: string; session: string; site: string };

export function heldOf(
  { link, number }: Pick<AllocationReply, 'link' | 'number'>,
  { session: to, site: at }: AllocationInput,
): Held {
  return { link, number, session: to, site: at };
}

/** Returns the session that speaks for the link. */
export function speakerOf({ session: holder }: Held, as: 'itself' | 'another' | 'nobody'): string {
  if (as === 'nobody') return '';
  return as === 'itself' ? holder : 's-another';
}

/** Makes numbers of one area. The pool allocates the first one first. */
export function someNumbers(count: number): { number: string; zone: Zone }[] {
  return Array.from({ length: count }, (_, i) => ({
    number: `+1202555${String(i).padStart(4, '0')}`,
    zone: { country: '1', area: '1-202' },
  }));
}
