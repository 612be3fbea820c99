import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from './eventually.ts';
import { endingWithUs } from './processes.ts';
import { collect } from './ringtrail.ts';

/** A program of somebody else, or an example, that a test runs. */
export type Program = { output(): string; stop(): Promise<void> };

/** Returns whether the program is on PATH. */
export function isInstalled(program: string, ...args: string[]): boolean {
  return spawnSync(program, args).error === undefined;
}

/** Starts a program that ends with the test. @param env its whole environment besides PATH */
export function startProgram(command: string, args: string[], env: Record<string, string> = {}): Program {
  const child: ChildProcess = spawn(...endingWithUs(command, args), {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = collect(child);
  const ended = once(child, 'close');
  return {
    output,
    async stop() {
      child.kill();
      await ended;
    },
  };
}

/** Resolves with the first address that the program prints. */
export function addressOf({ output }: Program): Promise<string> {
  return eventually(() => /http:\/\/localhost:\d+/.exec(output())?.[0]);
}
