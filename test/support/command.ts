import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../scripts/ringtrail.mjs', import.meta.url));

export type CommandRun = { code: number | null; out: string; err: string };
export type CommandOptions = {
  env: Record<string, string>;
  cwd?: string;
  /** Receives the function that kills the command at once. */
  onStart?: (kill: () => void) => void;
};

/** Runs the `ringtrail` command in a process of its own, without the environment of the tests. */
export function runCommand(args: string[], { env, cwd, onStart }: CommandOptions): Promise<CommandRun> {
  const child = spawn(process.execPath, [script, ...args], {
    env: { PATH: process.env.PATH, ...env },
    ...(cwd !== undefined && { cwd }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onStart?.(() => child.kill('SIGKILL'));
  const [out, err] = [child.stdout, child.stderr].map((stream) => {
    const chunks: string[] = [];
    stream.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
    return chunks;
  });
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, out: (out ?? []).join(''), err: (err ?? []).join('') }));
  });
}
