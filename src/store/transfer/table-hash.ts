import { createHash } from 'node:crypto';
import type { Row } from '../port.ts';

/** The number of a table's rows, and a hash of them all as 64 hexadecimal digits. */
export type TableHash = { records: number; hash: string };

const MODULUS = 1n << 256n;

/**
 * Returns an adder of rows. The hash of a table is the sum of the SHA-256 of its rows, modulo 2^256. So it is the same in any order,
 * and two adapters need no common order of keys.
 */
export function tableHasher() {
  let records = 0;
  let sum = 0n;
  return {
    add(row: Row): void {
      records++;
      sum = (sum + BigInt(`0x${sha256(canonicalJson(row))}`)) % MODULUS;
    },
    result: (): TableHash => ({ records, hash: sum.toString(16).padStart(64, '0') }),
  };
}

/** Returns the hash of a store: the SHA-256 of the names, numbers and hashes of its tables. */
export function storeHash(tables: readonly (TableHash & { table: string })[]): string {
  return sha256(tables.map(({ table, records, hash }) => `${table} ${records} ${hash}\n`).join(''));
}

/** Returns the value as JSON whose members are in the order of their names. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, member) => {
    if (typeof member === 'string') return wellFormed(member);
    if (member === null || typeof member !== 'object' || Array.isArray(member)) return member;
    const members = Object.entries(member).map(([name, one]) => [wellFormed(name), one] as const);
    return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** Half of a surrogate pair is U+FFFD in a database that holds UTF-8. */
function wellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, '\uFFFD');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
