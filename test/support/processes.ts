import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { eventually } from './eventually.ts';

const hasSetpriv = process.platform === 'linux' && spawnSync('setpriv', ['--version']).status === 0;
/** Processes are asked about thousands of times, and each run of `ps` would read the files of all of them. */
const hasProc = existsSync('/proc/self/stat');

/** Returns the command line of a process that ends with ours, however ours ends, where the kernel supports it. */
export function endingWithUs(command: string, args: string[]): [string, string[]] {
  return hasSetpriv ? ['setpriv', ['--pdeathsig', 'KILL', command, ...args]] : [command, args];
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch {
    return false;
  }
}

export async function gone(pid: number): Promise<void> {
  await eventually(() => !isAlive(pid));
}

/** Returns the running children of a process. */
export function childrenOf(pid: number): number[] {
  return hasProc ? childrenInProc(pid) : childrenByPs(pid);
}

/** Says whether the process has ended but still has an entry. In a container no parent may ever read its exit code. */
function isZombie(pid: number): boolean {
  const state = hasProc ? statOf(pid)?.state : ps('-o', 'stat=', '-p', String(pid)).join('').trim();
  return state?.startsWith('Z') ?? false;
}

function childrenInProc(pid: number): number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return all.map(Number).filter((one) => statOf(one)?.parent === pid);
}

/** Returns null when the process is gone. */
function statOf(pid: number): { state: string | undefined; parent: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program stands in parentheses, and may hold spaces.
    const [state, parent] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state, parent: Number(parent) };
  } catch {
    return null;
  }
}

function childrenByPs(pid: number): number[] {
  const rows = ps('-A', '-o', 'pid=,ppid=').map((row) => row.trim().split(/\s+/).map(Number));
  return rows.flatMap(([child = 0, parent]) => (parent === pid ? [child] : []));
}

function ps(...args: string[]): string[] {
  return execFileSync('ps', args, { encoding: 'utf8' }).split('\n').filter(Boolean);
}
