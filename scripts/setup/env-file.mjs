import { SetupError } from './report.mjs';

/** Adds the variables of `.env` in the folder of the command. Those of the environment outrank them. */
export function readEnvFile() {
  try {
    process.loadEnvFile();
  } catch (error) {
    if (error.code !== 'ENOENT') throw new SetupError(`.env cannot be read (${error.code}).`);
  }
}
