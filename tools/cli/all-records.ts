import type { Input, Name } from '../client/client.ts';
import type { Ask } from './connection.ts';

const PAGE = 1000;

type Page = { data: unknown[]; next: string | null };

/** Reads all records of a kind, page by page. */
export async function allRecords(
  ask: Ask,
  kind: string,
  filter: { provider?: string } = {},
): Promise<unknown[]> {
  const records: unknown[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const query = { limit: PAGE, ...(after && { after }), ...filter };
    const page = (await ask(`GET /v1/${kind}` as Name, { query } as Input<Name>)) as Page;
    records.push(...page.data);
    after = page.next;
  }
  return records;
}
