/** A step of the set-up failed. The message is for the person at the terminal. */
export class SetupError extends Error {
  name = 'SetupError';
}

/** Prints a line of progress to stderr. Stdout holds only the output of the command itself. */
export function say(line) {
  process.stderr.write(`ringtrail: ${line}\n`);
}

/** Does a step of the set-up. Prints a line before it, and one with its duration after it. */
export async function step(name, work) {
  const since = performance.now();
  say(name);
  const result = await work();
  say(`${name} took ${Math.round((performance.now() - since) / 1000)} s`);
  return result;
}

/** Runs `main` with the arguments of the command. A SetupError ends the process with its message and code 1. */
export async function runScript(main) {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
