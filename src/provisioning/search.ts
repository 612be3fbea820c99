import type { NumberSearch, Offer } from '../domain/number-search.ts';
import { Problem } from '../domain/problem.ts';
import { type NumberShop, ShopError } from '../voice/port.ts';

/** Searches a shop for a request. Rejects with `Problem`, in the words of the fault. */
export async function searchShop(shop: NumberShop, search: NumberSearch, limit: number): Promise<Offer[]> {
  try {
    return await shop.search(search, limit);
  } catch (error) {
    if (!(error instanceof ShopError)) throw error;
    const { retryAfterSeconds } = error;
    throw new Problem('unavailable', error.message, {
      ...(retryAfterSeconds !== null && { retryAfterSeconds }),
    });
  }
}
