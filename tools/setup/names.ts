import { slugsOf } from '../../src/domain/slug.ts';
import { grouped } from './grouped.ts';
import { type ItemKind, keyOf } from './items.ts';

type Named = { id: string; name: string; slug?: string | undefined };

/** The addresses of a running system's records by their ids, and the reverse. */
export class Names {
  /** The id of each record by `keyOf`. */
  readonly ids = new Map<string, string>();
  readonly #addresses = new Map<string, string>();

  /** Adds records. @param ownerOf returns the id of the record inside of which the slug is unique */
  add<R extends Named>(kind: ItemKind, records: readonly R[], ownerOf: (record: R) => string | null): void {
    for (const [owner, group] of grouped(records, ownerOf))
      for (const [id, slug] of slugsOf(group))
        this.set(kind, owner === null ? slug : `${this.addressOf(owner)}/${slug}`, id);
  }

  set(kind: ItemKind, address: string, id: string): void {
    this.#addresses.set(id, address);
    this.ids.set(keyOf({ kind, address }), id);
  }

  /** Returns the address of a record. A record that is gone has none, and keeps its id. */
  addressOf(id: string): string {
    return this.#addresses.get(id) ?? id;
  }

  /** Returns the address inside of the provider, by which its other records name this one. */
  inside(provider: string, id: string): string {
    return this.#addresses.get(id)?.slice(this.addressOf(provider).length + 1) ?? id;
  }

  /** Returns the values of the records by the last slug of each address. */
  map<R extends { id: string }, T>(records: readonly R[], toValue: (record: R) => T): Record<string, T> {
    return Object.fromEntries(
      records.map((record) => [this.addressOf(record.id).split('/').at(-1), toValue(record)]),
    );
  }
}
