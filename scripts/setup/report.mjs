/** A set-up step that cannot go on; its message is meant for the person at the terminal. */
export class SetupError extends Error {
  name = 'SetupError';
}

/** Progress goes to stderr, so that what a command prints on stdout stays its own. */
export function say(line) {
  process.stderr.write(`ringtrail: ${line}\n`);
}

/** Runs `main`; a SetupError ends the process with its plain message and code 1. */
export async function runScript(main) {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
