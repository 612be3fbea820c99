import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The process and the addresses of a running gateway, for tools on the same machine. */
export type RunFile = { pid: number; localUrl: string; publicUrl: string };

export async function writeRunFile(dataDir: string, run: RunFile): Promise<void> {
  await writeFile(pathIn(dataDir), `${JSON.stringify(run, null, 2)}\n`);
}

export async function readRunFile(dataDir: string): Promise<RunFile | null> {
  try {
    return JSON.parse(await readFile(pathIn(dataDir), 'utf8')) as RunFile;
  } catch {
    return null;
  }
}

export async function removeRunFile(dataDir: string): Promise<void> {
  await rm(pathIn(dataDir), { force: true });
}

function pathIn(dataDir: string): string {
  return join(dataDir, 'run.json');
}
