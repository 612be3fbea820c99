/** A part of a list: at most `limit` records, those that follow the record `after`. */
export type Page = { limit: number; after?: string | undefined };
