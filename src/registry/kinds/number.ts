import type { NewRecords, Pool, VirtualNumber } from '../../domain/model.ts';
import { withZone } from '../../domain/phone.ts';
import { virtualNumberRecord } from '../../domain/records/number.ts';
import { checkLoops, checkPlan } from '../plan-check.ts';
import { checkEndpoint, referred } from '../references.ts';
import { checkOverflow } from './pool.ts';
import type { KindRules, RulesContext } from './rules.ts';

export function numberRules({
  directory,
  pools,
  cannot,
  add,
  waitUntilKnown,
  now,
}: RulesContext): KindRules<'numbers'> {
  function check({ provider, pinned }: Pick<VirtualNumber, 'provider' | 'pinned'>): void {
    if (pinned) checkEndpoint(directory, provider, pinned.endpoint, '/pinned/endpoint');
  }

  /** Checks all numbers of a request at once: plans of every endpoint are read once for the list. */
  function checkNew({ provider, ...pool }: Pool, { carrier, numbers, pinned }: NewRecords['numbers']): void {
    for (const number of numbers) checkOverflow({ provider, ...pool }, number);
    check({ provider, pinned });
    for (const endpoint of directory.endpointsOfProvider(provider))
      checkPlan(endpoint, [carrier], cannot, () => '/carrier');
    const added = new Set(numbers);
    for (const endpoint of directory.all('endpoints'))
      checkLoops(
        endpoint,
        (number) => added.has(number),
        () => '/numbers',
      );
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
      const pool = referred(directory, 'pools', request.pool, '/pool');
      checkNew(pool, request);
      const { numbers, ...rest } = request;
      const time = now();
      const records = numbers.map(
        (number): VirtualNumber =>
          virtualNumberRecord.begin({ ...rest, number, provider: pool.provider }, time),
      );
      await add('numbers', ...records);
      if (!request.pinned) await addToPool(pool, records);
      return records;
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
