const PAGE = 500;

/** A source that lists records in the order of their ids. */
type Listed<T> = { list(page: { limit: number; after?: string | undefined }): Promise<T[]> };

/** Yields all records. It reads one page at a time. */
export async function* every<T extends { id: string }>(records: Listed<T>): AsyncGenerator<T> {
  for (let after: string | undefined; ; ) {
    const page = await records.list({ limit: PAGE, after });
    yield* page;
    after = page.at(-1)?.id;
    if (page.length < PAGE) return;
  }
}
