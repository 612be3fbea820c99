/** A part of a list: at most `limit` records, those that follow the record `after`. */
export type Page = { limit: number; after?: string | undefined };

/** One provider, or any of several. An empty list matches no record. */
export type Providers = string | readonly string[];
