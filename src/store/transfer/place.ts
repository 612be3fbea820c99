import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { TransferError } from './errors.ts';

/**
 * A store that a command names: the url by which it is opened, and its place for messages and marks, without a password. `file` is
 * null for a MongoDB.
 */
export type StorePlace = { url: string; place: string; file: string | null };

/** Reads the url of a store. Throws `TransferError` for one that cannot be copied. */
export function placeOf(url: string): StorePlace {
  if (/^mongodb(\+srv)?:\/\//i.test(url))
    return { url, place: url.replace(/\/\/[^/]*@/, '//').replace(/\?.*/, ''), file: null };
  const path = /^sqlite:(.+)$/i.exec(url)?.[1];
  // The url may hold a password, so the message does not repeat it.
  if (path === undefined || path === ':memory:')
    throw new TransferError('Name each store as "sqlite:<file>" or "mongodb://<host>/<database>".');
  const file = realPathOf(resolve(path));
  return { url: `sqlite:${file}`, place: `sqlite:${file}`, file };
}

/** Returns the path without symbolic links. The file itself may be missing. */
function realPathOf(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  return existsSync(dirname(path)) ? join(realpathSync(dirname(path)), basename(path)) : path;
}
