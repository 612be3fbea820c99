import type { Name } from '../../../../tools/client/client.ts';
import type { VirtualNumber } from '../../../../tools/client/operations.ts';
import { type Body, call } from '../../api/client.ts';

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

type Skipped = Body<Extract<Name, 'POST /v1/numbers'>>['skipped'];
export type Created = { site: string; skipped: null } | { site: null; skipped: Skipped };

/**
 * Returns the function that creates a site with everything that it needs. The function remembers what it has created: when a step
 * fails, and the answers are corrected, it continues there. It creates no site while numbers are wrong.
 */
export function siteCreator(): (answers: Answers) => Promise<Created> {
  let provider: string | null = null;
  let pool: string | null = null;

  return async (answers) => {
    provider = answers.provider ?? provider ?? (await newProvider(answers.providerName));
    if (answers.pool === null) {
      pool = pool ?? (await newPool(provider, answers.siteName));
      const skipped = await addNumbers(pool, answers);
      if (skipped.length > 0) return { site: null, skipped };
    }
    const { id } = await call('POST /v1/sites', {
      body: {
        provider,
        pool: answers.pool ?? pool ?? '',
        name: answers.siteName,
        origins: [originOf(answers.origin)],
        bucketing: ['source', 'medium', 'campaign'],
        endpoints: [{ name: answers.endpointName, number: answers.number }],
      },
    });
    return { site: id, skipped: null };
  };
}

async function newProvider(name: string): Promise<string> {
  return (await call('POST /v1/providers', { body: { name } })).id;
}

async function newPool(provider: string, name: string): Promise<string> {
  return (await call('POST /v1/pools', { body: { provider, name } })).id;
}

/** Adds the numbers that the pool does not have yet. Returns those that cannot be added. */
async function addNumbers(pool: string, { carrier, numbers }: Answers): Promise<Skipped> {
  const { data } = await call('GET /v1/numbers', { query: { pool, limit: 1000 } });
  const { skipped } = await call('POST /v1/numbers', {
    body: { pool, carrier, numbers: [...numbers], partial: true },
  });
  const digits = (text: string) => text.replace(/\D/g, '');
  return skipped.filter(({ number }) => !data.some((one) => digits(one.number) === digits(number)));
}

/** Returns the origin of an address that was copied from a browser. Other text stays: the gateway names its fault. */
function originOf(address: string): string {
  const whole = /^https?:\/\//i.test(address) ? address : `https://${address}`;
  return URL.canParse(whole) && !whole.includes('*') ? new URL(whole).origin : whole;
}
