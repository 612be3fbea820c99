import { fstatSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { CommandError } from './errors.ts';

export const DEFAULT_FILE = 'ringtrail.yaml';
/** The name of the standard input in messages. */
export const STANDARD_INPUT = '<standard input>';

/** Reads the text of a set-up, with its name for messages. Rejects with `CommandError`. */
export async function readSetupText(file: string | undefined): Promise<{ text: string; name: string }> {
  if (file === '-' || (file === undefined && isPiped()))
    return { text: await readAll(process.stdin), name: STANDARD_INPUT };
  const name = file ?? DEFAULT_FILE;
  const text = await readFile(name, 'utf8').catch(({ code }: NodeJS.ErrnoException) => {
    throw new CommandError(
      code === 'ENOENT' && file === undefined
        ? `There is no ${DEFAULT_FILE} here. Name the file with -f, or make one with \`ringtrail export -o ${DEFAULT_FILE}\`.`
        : `${name} cannot be read (${code}).`,
    );
  });
  return { text, name };
}

/** Returns whether the standard input is a pipe of a shell, or a file. The input of a service is neither. */
function isPiped(): boolean {
  try {
    const input = fstatSync(0);
    return input.isFIFO() || input.isFile();
  } catch {
    return false;
  }
}
