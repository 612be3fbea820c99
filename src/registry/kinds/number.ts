import type { NewRecords, Pool, VirtualNumber } from '../../domain/model.ts';
import { withZone } from '../../domain/phone.ts';
import { virtualNumberRecord } from '../../domain/records/number.ts';
import { refusalOf, sortNumbers } from '../new-numbers.ts';
import { checkPlan } from '../plan-check.ts';
import { checkEndpoint, referred } from '../references.ts';
import type { KindRules, RulesContext } from './rules.ts';

export function numberRules({
  directory,
  visible,
  pools,
  cannot,
  add,
  waitUntilKnown,
  now,
}: RulesContext): KindRules<'numbers'> {
  function check({ provider, pinned }: Pick<VirtualNumber, 'provider' | 'pinned'>): void {
    if (pinned) checkEndpoint(visible, provider, pinned.endpoint, '/pinned/endpoint');
  }

  /** Checks what holds for all numbers of the request. */
  function checkNew({ provider }: Pool, { carrier, pinned }: NewRecords['numbers']): void {
    check({ provider, pinned });
    for (const endpoint of directory.endpointsOfProvider(provider))
      checkPlan(endpoint, [carrier], cannot, () => '/carrier');
  }

  /**
   * Adds numbers to their pool once every gateway can answer their calls. Where one cannot in time, the upkeep adds them
   * later.
   */
  async function addToPool(
    { provider, id }: Pick<Pool, 'provider' | 'id'>,
    records: VirtualNumber[],
  ): Promise<void> {
    if (await waitUntilKnown()) await pools.addNumbers(provider, id, records.map(withZone));
  }

  /** Adds the number to its pool or withdraws it. The number stays while the record of any carrier has it. */
  async function applyState({ provider, pool, number: dialled }: VirtualNumber): Promise<void> {
    const standing = directory.pooledNumbersOf(pool).find(({ number }) => number === dialled);
    if (!standing) {
      await pools.forgetNumbers(provider, pool, [dialled]);
    } else if (standing.state === 'active' && !standing.pinned) {
      await addToPool({ provider, id: pool }, [standing]);
    } else {
      await pools.withdrawNumbers(
        provider,
        pool,
        [dialled],
        standing.state === 'paused' ? 'paused' : 'retired',
      );
    }
  }

  return {
    async create(request) {
      const pool = referred(visible, 'pools', request.pool, '/pool');
      checkNew(pool, request);
      const { numbers: spelled, partial, ...rest } = request;
      const { numbers, obstacles } = sortNumbers(directory, visible, pool, rest.carrier, spelled);
      if (obstacles.length > 0 && !partial) throw refusalOf(obstacles, spelled.length);
      const time = now();
      const data = numbers.map(
        (number): VirtualNumber =>
          virtualNumberRecord.begin({ ...rest, number, provider: pool.provider }, time),
      );
      const skipped = obstacles.map(({ index: _, ...skipped }) => skipped);
      if (data.length === 0) return { data, skipped };
      await add('numbers', ...data);
      if (!request.pinned) await addToPool(pool, data);
      return { data, skipped };
    },

    check,
    afterChange: applyState,

    /** A first DELETE retires the number, so that late calls still reach their endpoint. */
    beforeRemoval({ state }) {
      return state === 'retired' ? null : { state: 'retired' };
    },

    afterRemoval: applyState,
  };
}
