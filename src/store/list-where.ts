import type { Page } from './port/page.ts';
import type { Records } from './port/records.ts';

const PAGE = 500;

/** Lists a page of the few records that pass, where no index finds them. */
export async function listWhere<T extends { id: string }>(
  records: Pick<Records<T>, 'list'>,
  { limit, after }: Page,
  passes: (record: T) => boolean,
): Promise<T[]> {
  const found: T[] = [];
  for (let place = after; found.length < limit; ) {
    const page = await records.list({ limit: PAGE, after: place });
    found.push(...page.filter(passes));
    if (page.length < PAGE) break;
    place = page.at(-1)?.id;
  }
  return found.slice(0, limit);
}
