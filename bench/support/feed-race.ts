import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Seen, Written } from './feed-racer.ts';

export type Race = { writers: number; readers: number; seconds: number; inFlight: number };
export type Raced = { added: number; seen: Seen[] };

type Racer = { child: ChildProcess; next: () => Promise<unknown>; ended: Promise<unknown> };

/** Races writers and readers on one store, each in its own process. `script` is the built feed-racer. */
export async function raceFeed(script: string, storeUrl: string, race: Race): Promise<Raced> {
  const { writers, readers, seconds, inFlight } = race;
  const start = (role: string, i: number) =>
    startRacer([script, role, storeUrl, `${role}${i}`, String(seconds), String(inFlight)]);
  const reading = Array.from({ length: readers }, (_, i) => start('read', i));
  const writing = Array.from({ length: writers }, (_, i) => start('write', i));
  const all = [...reading, ...writing];
  try {
    await Promise.all(all.map((racer) => racer.next()));
    for (const { child } of writing) child.stdin?.write('go\n');
    const written = (await Promise.all(writing.map((racer) => racer.next()))) as Written[];
    for (const { child } of reading) child.stdin?.write('all is written\n');
    const seen = (await Promise.all(reading.map((racer) => racer.next()))) as Seen[];
    return { added: written.reduce((sum, { added }) => sum + added, 0), seen };
  } finally {
    for (const { child } of all) child.kill('SIGKILL');
    await Promise.all(all.map(({ ended }) => ended));
  }
}

function startRacer(args: string[]): Racer {
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    ended,
    next: async () => {
      const { value, done } = await lines.next();
      if (done) throw new Error(`a process of the race ended without output: ${args.slice(1).join(' ')}`);
      return JSON.parse(value);
    },
  };
}
