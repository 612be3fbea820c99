/** Writes small databases in MaxMind's format, version 2: https://maxmind.github.io/MaxMind-DB/ */
import ipaddr from 'ipaddr.js';

type Value = string | number | readonly Value[] | { readonly [key: string]: Value };
/** A record for each range, such as `192.0.2.0/24`. No range may lie in another one. */
export type Ranges = Readonly<Record<string, Value>>;

/** A node of the tree: the next one for the bit 0 and for the bit 1. A number is an offset in the data. */
type Node = [Node | number | null, Node | number | null];

const TYPES = { text: 2, uint32: 6, map: 7, array: 11 };
const MARKER = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
const SEPARATOR_BYTES = 16;

/** Returns the bytes of a database for IPv4 and IPv6 addresses. */
export function mmdb(ranges: Ranges): Buffer {
  const root: Node = [null, null];
  const data: Buffer[] = [];
  let size = 0;
  for (const [range, record] of Object.entries(ranges)) {
    insert(root, bitsOf(range), size);
    const bytes = encode(record);
    data.push(bytes);
    size += bytes.length;
  }
  const nodes = nodesBelow(root);
  const metadata = {
    node_count: nodes.length,
    record_size: 32,
    ip_version: 6,
    database_type: 'Test-City',
    languages: ['en'],
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_790_000_000,
    description: { en: 'A test' },
  };
  return Buffer.concat([tree(nodes), Buffer.alloc(SEPARATOR_BYTES), ...data, MARKER, encode(metadata)]);
}

/** Returns the bits of the range's prefix. An IPv4 range lies below ::/96. */
function bitsOf(range: string): number[] {
  const [address, length] = ipaddr.parseCIDR(range);
  const bytes =
    address.kind() === 'ipv4'
      ? [...Array<number>(12).fill(0), ...address.toByteArray()]
      : address.toByteArray();
  const bits = bytes.flatMap((byte) => [...byte.toString(2).padStart(8, '0')].map(Number));
  return bits.slice(0, address.kind() === 'ipv4' ? 96 + length : length);
}

function insert(root: Node, bits: readonly number[], offset: number): void {
  let node = root;
  for (const bit of bits.slice(0, -1)) {
    const next = node[bit];
    if (typeof next === 'number') throw new Error('a range lies in another one');
    node[bit] = next ?? [null, null];
    node = node[bit] as Node;
  }
  node[bits.at(-1) ?? 0] = offset;
}

function nodesBelow(root: Node): Node[] {
  const nodes = [root];
  for (const node of nodes) for (const next of node) if (Array.isArray(next)) nodes.push(next);
  return nodes;
}

function tree(nodes: readonly Node[]): Buffer {
  const places = new Map(nodes.map((node, i) => [node, i]));
  const bytes = Buffer.alloc(nodes.length * 8);
  for (const [i, node] of nodes.entries())
    for (const [side, next] of node.entries()) bytes.writeUInt32BE(recordOf(next), i * 8 + side * 4);
  return bytes;

  function recordOf(next: Node | number | null): number {
    if (next === null) return nodes.length;
    if (typeof next === 'number') return nodes.length + SEPARATOR_BYTES + next;
    return places.get(next) ?? 0;
  }
}

function encode(value: Value): Buffer {
  if (typeof value === 'string')
    return Buffer.concat([head(TYPES.text, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([head(TYPES.uint32, 4), bytes]);
  }
  if (Array.isArray(value)) return Buffer.concat([head(TYPES.array, value.length), ...value.map(encode)]);
  const entries = Object.entries(value);
  return Buffer.concat([head(TYPES.map, entries.length), ...entries.flat().map(encode)]);
}

/** Returns the bytes before a value: its type and size. */
function head(type: number, size: number): Buffer {
  if (size > 28) throw new Error('longer values are not supported');
  return type > 7 ? Buffer.from([size, type - 7]) : Buffer.from([(type << 5) | size]);
}

/** Returns a database of cities in MaxMind's form: a range with its country, or its region by ISO 3166-2. Empty: neither. */
export function placesDatabase(places: Readonly<Record<string, string>>): Buffer {
  return mmdb(Object.fromEntries(Object.entries(places).map(([range, place]) => [range, recordOf(place)])));
}

function recordOf(place: string): Ranges {
  const [country, region] = place.split('-');
  return {
    city: { names: { en: 'Somewhere' } },
    ...(country && { country: { iso_code: country } }),
    ...(region && { subdivisions: [{ iso_code: region }] }),
  };
}
