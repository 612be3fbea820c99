import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { CommandError } from './errors.ts';

/**
 * Returns the members that a command names: `name=Main`, `threshold=30`, `settings.url=https://…`. A value that is JSON is
 * read as JSON; other values are texts. A file, or `-` for the standard input, holds a JSON object that the members complete.
 */
export async function readMembers(
  pairs: readonly string[],
  file: string | undefined,
): Promise<Record<string, unknown>> {
  const members = file === undefined ? {} : await readObject(file);
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) throw new CommandError(`${pair}: write member=value, such as name=Main.`);
    put(members, pair.slice(0, at).split('.'), readValue(pair.slice(at + 1)));
  }
  return members;
}

async function readObject(file: string): Promise<Record<string, unknown>> {
  const text =
    file === '-' ? await readAll(process.stdin) : await readFile(file, 'utf8').catch(unreadable(file));
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // The error below says it.
  }
  throw new CommandError(`${file} must hold a JSON object.`);
}

function unreadable(file: string): (error: NodeJS.ErrnoException) => never {
  return ({ code }) => {
    throw new CommandError(`${file} cannot be read (${code}).`);
  };
}

function put(members: Record<string, unknown>, [name = '', ...rest]: string[], value: unknown): void {
  if (rest.length === 0) {
    members[name] = value;
    return;
  }
  const inner = members[name];
  const child = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
  members[name] = child;
  put(child, rest, value);
}

function readValue(text: string): unknown {
  // A phone number with its plus sign is no JSON, and one without it would lose its zeros.
  if (/^[+0]\d/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
