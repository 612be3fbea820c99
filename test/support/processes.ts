import { execFileSync, spawnSync } from 'node:child_process';
import { eventually } from './eventually.ts';

const hasSetpriv = process.platform === 'linux' && spawnSync('setpriv', ['--version']).status === 0;

/** The command line of a process that ends with ours, however that ends, where the kernel can be told so. */
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

/** The processes that a process has started and that still run. */
export function childrenOf(pid: number): number[] {
  const rows = ps('-A', '-o', 'pid=,ppid=').map((row) => row.trim().split(/\s+/).map(Number));
  return rows.flatMap(([child = 0, parent]) => (parent === pid ? [child] : []));
}

/** Ended, but not yet taken note of by whoever inherited it: in a container there may be nobody who does. */
function isZombie(pid: number): boolean {
  return ps('-o', 'stat=', '-p', String(pid)).join('').trim().startsWith('Z');
}

function ps(...args: string[]): string[] {
  return execFileSync('ps', args, { encoding: 'utf8' }).split('\n').filter(Boolean);
}
