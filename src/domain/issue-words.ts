import type { z } from 'zod';

type Issue = z.core.$ZodRawIssue;

/**
 * Returns a sentence for a value that does not fit its schema, without the pointer to the value. A schema's own message
 * comes first: zod asks this function for the other faults.
 */
export function issueInWords(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${nounOf(issue.expected)}`;
    case 'invalid_value':
      return issue.input === undefined ? 'is missing' : `must be ${choiceOf(issue.values.map(quoted))}`;
    case 'too_big':
      return tooBig(issue);
    case 'too_small':
      return tooSmall(issue);
    case 'invalid_format':
      return `must be ${FORMATS[issue.format] ?? 'in another format'}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return unknownInWords(issue.keys);
    case 'invalid_union':
      return unionInWords(issue);
    case 'invalid_key':
      return `has a name that ${issue.issues[0]?.message ?? 'is not possible here'}`;
    default:
      return 'is not possible here';
  }
}

const NOUNS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  stringbool: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
  date: 'a time',
};

const FORMATS: Readonly<Record<string, string>> = {
  datetime: 'a time with its offset, such as 2026-03-08T12:00:00Z',
  date: 'a date such as 2026-03-08',
  time: 'a time of day such as 12:00:00',
  url: 'a URL such as https://www.example.com/',
  email: 'an email address',
};

function nounOf(type: string): string {
  return NOUNS[type] ?? `of the type ${type}`;
}

function tooBig({ origin, maximum, inclusive }: Issue & { code: 'too_big' }): string {
  if (origin === 'string') return `must have at most ${counted(maximum, 'character')}`;
  if (isList(origin)) return `must have at most ${counted(maximum, entryOf(origin))}`;
  return `must be ${inclusive === false ? 'less than' : 'at most'} ${maximum}`;
}

function tooSmall({ origin, minimum, inclusive }: Issue & { code: 'too_small' }): string {
  if (origin === 'string')
    return Number(minimum) === 1
      ? 'must not be empty'
      : `must have at least ${counted(minimum, 'character')}`;
  if (isList(origin)) return `must have at least ${counted(minimum, entryOf(origin))}`;
  return `must be ${inclusive === false ? 'more than' : 'at least'} ${minimum}`;
}

function isList(origin: string): boolean {
  return origin === 'array' || origin === 'set' || origin === 'map' || origin === 'object';
}

function entryOf(origin: string): string {
  return origin === 'array' || origin === 'set' ? 'entry' : 'member';
}

function counted(count: number | bigint, noun: string): string {
  if (Number(count) === 1) return `one ${noun}`;
  return `${count} ${noun === 'entry' ? 'entries' : `${noun}s`}`;
}

function unionInWords(issue: Issue & { code: 'invalid_union' }): string {
  const { options, discriminator } = issue as { options?: readonly unknown[]; discriminator?: string };
  if (!discriminator || !options?.length) return 'has none of the possible forms';
  return `must be ${choiceOf(options.map(quoted))}`;
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? `\`${value}\`` : String(value);
}

function unknownInWords(names: readonly string[]): string {
  const shown = names.slice(0, 10).map((name) => quoted(name.slice(0, 100)));
  return names.length === 1 ? `has no member ${shown[0]}` : `has no members ${shown.join(', ')}`;
}

/** Returns `a`, `a or b`, or `a, b or c`. */
function choiceOf(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}
