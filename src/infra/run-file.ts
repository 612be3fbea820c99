import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The process and the addresses of a running gateway, for tools on the same machine. */
export type RunFile = { pid: number; localUrl: string; publicUrl: string };

export async function writeRunFile(dataDir: string, run: RunFile): Promise<void> {
  await writeFile(pathIn(dataDir), `${JSON.stringify(run, null, 2)}\n`);
}

/**
 * Returns null when no gateway runs on the folder. A gateway that was killed leaves its file behind, and another one may have
 * its port by now.
 */
export async function readRunFile(dataDir: string): Promise<RunFile | null> {
  try {
    const run = JSON.parse(await readFile(pathIn(dataDir), 'utf8')) as RunFile;
    return isRunning(run.pid) ? run : null;
  } catch {
    return null;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Such a process has another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export async function removeRunFile(dataDir: string): Promise<void> {
  await rm(pathIn(dataDir), { force: true });
}

function pathIn(dataDir: string): string {
  return join(dataDir, 'run.json');
}
