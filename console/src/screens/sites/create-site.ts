import type { SkippedNumber, VirtualNumber } from '../../../../tools/client/operations.ts';
import { call } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { originOf } from './address.ts';
import type { Made } from './draft.ts';

export type Answers = {
  /** null: a new business with the name. */
  provider: string | null;
  providerName: string;
  siteName: string;
  origin: string;
  endpointName: string;
  number: string;
  /** null: a new pool with the pasted numbers. */
  pool: string | null;
  carrier: VirtualNumber['carrier'];
  numbers: readonly string[];
};

export type Created = { site: string; skipped: null } | { site: null; skipped: SkippedNumber[] };

/**
 * Returns the function that creates a site with everything that it needs. It remembers in `made` what it has created, and calls `save` after
 * each step: when a step fails, and the answers are corrected, it continues there. It creates no site while numbers are wrong.
 */
export function siteCreator(made: Made, save: (made: Made) => void): (answers: Answers) => Promise<Created> {
  return async (answers) => {
    made.provider = answers.provider ?? made.provider ?? (await newProvider(answers.providerName));
    save(made);
    if (answers.pool === null) {
      made.pool = made.pool ?? (await newPool(made.provider, answers.siteName));
      save(made);
      const skipped = await addNumbers(made.pool, answers);
      if (skipped.length > 0) return { site: null, skipped };
    }
    const { id } = await call('POST /v1/sites', {
      body: {
        provider: made.provider,
        pool: answers.pool ?? made.pool ?? '',
        name: answers.siteName,
        origins: [originOf(answers.origin)],
        bucketing: ['source', 'medium', 'campaign'],
        endpoints: [{ name: answers.endpointName, number: answers.number }],
      },
    });
    return { site: id, skipped: null };
  };
}

/** The fields of the form, by the pointers of the members that they fill. */
const FIELDS: Record<string, 'siteName' | 'origin' | 'endpointName' | 'number'> = {
  '/origins/0': 'origin',
  '/endpoints/0/name': 'endpointName',
  '/endpoints/0/number': 'number',
};
export type WrongField = (typeof FIELDS)[string];

/** Returns the fields that the gateway found wrong. */
export function wrongFields(error: Error | null): WrongField[] {
  if (!(error instanceof ApiProblem)) return [];
  return (error.problem.errors ?? []).flatMap(({ pointer }) => FIELDS[pointer] ?? []);
}

async function newProvider(name: string): Promise<string> {
  return (await call('POST /v1/providers', { body: { name } })).id;
}

async function newPool(provider: string, name: string): Promise<string> {
  return (await call('POST /v1/pools', { body: { provider, name } })).id;
}

/** Adds the numbers that the pool does not have yet. Returns those that cannot be added. */
async function addNumbers(pool: string, { carrier, numbers }: Answers): Promise<SkippedNumber[]> {
  const { data } = await call('GET /v1/numbers', { query: { pool, limit: 1000 } });
  const { skipped } = await call('POST /v1/numbers', {
    body: { pool, carrier, numbers: [...numbers], partial: true },
  });
  const digits = (text: string) => text.replace(/\D/g, '');
  return skipped.filter(({ number }) => !data.some((one) => digits(one.number) === digits(number)));
}
