import type { Pool } from '../../domain/model.ts';
import { Problem } from '../../domain/problem.ts';
import { poolRecord } from '../../domain/records/pool.ts';
import { withFormerSlug, withSlug } from '../../domain/with-slug.ts';
import { referred } from '../references.ts';
import { readNumber } from '../spelled-number.ts';
import { firstOf, type KindRules, type RulesContext } from './rules.ts';

export function poolRules({ directory, visible, pools, add, now }: RulesContext): KindRules<'pools'> {
  function check(pool: Pool): void {
    checkRenewal(pool);
    for (const { number } of directory.numbersOf(pool.id)) checkOverflow(pool, number);
  }

  /** Returns the request with its overflow number in E.164. */
  function withOverflow<R extends { overflowNumber?: string | null | undefined }>(
    request: R,
    provider: string,
  ): R {
    const { overflowNumber } = request;
    if (!overflowNumber) return request;
    return { ...request, overflowNumber: readNumber(directory, provider, overflowNumber, '/overflowNumber') };
  }

  return {
    async create(request) {
      referred(visible, 'providers', request.provider, '/provider');
      const { provider } = request;
      const begun = poolRecord.begin(withOverflow(request, provider), now());
      const pool = withSlug<Pool>(begun, directory.poolsOf(provider));
      check(pool);
      await add('pools', pool);
      await pools.build(pool);
      return pool;
    },

    patch: (former, patch) => ({ ...former, ...withOverflow(patch, former.provider) }),
    keepSlug: (former, changed) => withFormerSlug(former, changed, directory.poolsOf(former.provider)),
    check,

    neededBy({ id }) {
      return firstOf(directory.sitesOn(id)) ?? firstOf(directory.numbersOf(id));
    },

    async afterRemoval({ provider, id }) {
      await pools.removePool(provider, id);
    },
  };
}

/** Throws when the pool's overflow number is one of its numbers. */
export function checkOverflow({ overflowNumber }: Pool, number: string): void {
  if (number !== overflowNumber) return;
  throw new Problem(
    'invalid_request',
    `${number} cannot be both a number of the pool and its overflow number.`,
  );
}

function checkRenewal({ renewSeconds, holdSeconds }: Pool): void {
  if (renewSeconds * 2 <= holdSeconds) return;
  throw new Problem(
    'invalid_request',
    '`renewSeconds` must be at most half of `holdSeconds`. Otherwise one lost renewal ends the link.',
    {
      errors: [{ pointer: '/renewSeconds', detail: `${renewSeconds} is more than half of ${holdSeconds}` }],
    },
  );
}
