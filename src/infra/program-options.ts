import { parseArgs } from 'node:util';

/**
 * Returns the options of a program, each a text. Returns null when the program is over: it has printed its help for `--help`,
 * or a sentence and the help for a wrong option, with exit code 2.
 */
export function programOptions<Name extends string>(
  argv: string[],
  names: readonly Name[],
  help: string,
): Partial<Record<Name, string>> | null {
  const texts = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  try {
    const { values } = parseArgs({ args: argv, options: { ...texts, help: { type: 'boolean' } } });
    const { help: isHelp, ...options } = values;
    if (!isHelp) return options as Partial<Record<Name, string>>;
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
