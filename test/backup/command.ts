/** The commands `npm run backup` and `npm run restore`, as a person runs them. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ALONE } from '../support/ringtrail.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

export type Outcome = { code: number; out: string; err: string };

export function spawnCommand(
  name: 'backup' | 'restore',
  args: readonly string[],
  env: Record<string, string>,
): ChildProcess {
  const options = { cwd: root, env: { ...ALONE, ...env }, stdio: 'ignore' } as const;
  return spawn(process.execPath, ['scripts/ringtrail.mjs', name, ...args], options);
}

export async function runCommand(
  name: 'backup' | 'restore',
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Outcome> {
  const options = { cwd: root, env: { ...ALONE, ...env } };
  try {
    const { stdout, stderr } = await run(process.execPath, ['scripts/ringtrail.mjs', name, ...args], options);
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}
