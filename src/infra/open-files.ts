import { readFileSync } from 'node:fs';

/** Returns the number of files and connections that this process can have open. Null: the system does not say. */
export function maxOpenFiles(): number | null {
  try {
    const [, limit] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return limit === undefined ? null : Number(limit);
  } catch {
    return null;
  }
}
