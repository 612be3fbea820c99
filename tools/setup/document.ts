import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type ScalarTag,
} from 'yaml';
import { Problem, type ProblemDetail, pointerPart } from '../../src/domain/problem.ts';
import { CommandError } from '../cli/errors.ts';
import { type Setup, setupFrom } from './flatten.ts';

/** A text with a set-up, where each fault has a line and a column. */
export type SetupDocument = {
  setup: Setup;
  /** Returns `file:line:column` of the member that a JSON pointer names, or of the nearest one around it. */
  placeOf(pointer: string): string;
};

/** A phone number that begins with a plus sign or a zero is a text, also without quotes. YAML would read a number. */
const PHONE_NUMBER: ScalarTag = {
  tag: 'tag:yaml.org,2002:str',
  default: true,
  test: /^(?:\+|0)\d+$/,
  resolve: (text) => text,
};

/**
 * Reads the text of a set-up: YAML 1.2, of which JSON is a part. Throws `CommandError` that lists each fault with its place.
 * @param name the name of the file in messages
 */
export function readDocument(text: string, name: string): SetupDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    merge: true,
    prettyErrors: false,
    customTags: (tags) => [PHONE_NUMBER, ...tags],
  });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  if (document.errors.length > 0)
    throw new CommandError(
      document.errors.map(({ pos, message }) => `${at(pos[0])}: ${message}.`).join('\n'),
    );
  const placeOf = (pointer: string) => at(offsetOf(document, pointer));
  return { setup: setupIn(document, placeOf), placeOf };
}

function setupIn(document: Document.Parsed, placeOf: (pointer: string) => string): Setup {
  try {
    return setupFrom(document.toJS({ maxAliasCount: 10_000 }) ?? {});
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new CommandError((error.errors ?? []).map((fault) => faultText(fault, placeOf)).join('\n'));
  }
}

function faultText({ pointer, detail }: ProblemDetail, placeOf: (pointer: string) => string): string {
  const [, unknown] = /has no members? `([^`]+)`/.exec(detail) ?? [];
  const place = placeOf(unknown === undefined ? pointer : pointer + pointerPart(unknown));
  const advice = detail === 'must be text' ? '. Write it in quotes' : '';
  return `${place}: ${pointer.slice(1) || 'the file'} ${detail}${advice}`.replace(/\.?$/, '.');
}

/** Returns where the value of the pointer begins, or its name where the value is a map or a list. */
function offsetOf(document: Document.Parsed, pointer: string): number {
  let node: Node | null = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (isAlias(node)) node = node.resolve(document) ?? null;
    if (isMap<Node, Node | null>(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === name);
      if (!pair) return offset;
      node = pair.value;
      offset = (isScalar(node) ? node : pair.key).range?.[0] ?? offset;
    } else if (isSeq<Node>(node)) {
      node = node.items[Number(name)] ?? null;
      if (!node) return offset;
      offset = node.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}
