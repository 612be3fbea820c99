/** A part of a list: at most `limit`, only what comes after `after`. */
export type Page = { limit: number; after?: string | undefined };
