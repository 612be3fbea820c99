import { execFileSync, spawnSync } from 'node:child_process';
import { eventually } from './eventually.ts';

const hasSetpriv = process.platform === 'linux' && spawnSync('setpriv', ['--version']).status === 0;

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
  const rows = ps('-A', '-o', 'pid=,ppid=').map((row) => row.trim().split(/\s+/).map(Number));
  return rows.flatMap(([child = 0, parent]) => (parent === pid ? [child] : []));
}

/** Says whether the process has ended but still has an entry. In a container no parent may ever read its exit code. */
function isZombie(pid: number): boolean {
  return ps('-o', 'stat=', '-p', String(pid)).join('').trim().startsWith('Z');
}

function ps(...args: string[]): string[] {
  return execFileSync('ps', args, { encoding: 'utf8' }).split('\n').filter(Boolean);
}
