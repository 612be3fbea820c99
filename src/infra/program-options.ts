import { parseArgs } from 'node:util';

type OptionTypes = Readonly<Record<string, 'string' | 'boolean'>>;
type Options<T extends OptionTypes> = { [name in keyof T]?: T[name] extends 'string' ? string : boolean };

/**
 * Returns the options of a program. Returns null when the program is over: it has printed its help for `--help`,
 * or a sentence and the help for a wrong option, with exit code 2.
 */
export function programOptions<T extends OptionTypes>(
  argv: string[],
  types: T,
  help: string,
): Options<T> | null {
  const own = Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { type }]));
  try {
    const { values } = parseArgs({ args: argv, options: { ...own, help: { type: 'boolean' } } });
    const { help: isHelp, ...options } = values;
    if (!isHelp) return options as Options<T>;
    process.stdout.write(help);
  } catch (error) {
    refuse((error as Error).message, help);
  }
  return null;
}

/** Prints the sentence, then the help. The exit code is 2. */
export function refuse(sentence: string, help: string): void {
  process.stderr.write(`${sentence}\n\n${help}`);
  process.exitCode = 2;
}
