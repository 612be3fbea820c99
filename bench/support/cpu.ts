import { readFileSync } from 'node:fs';

/** Linux counts a process' time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/** Returns the CPU seconds of all threads of a process, in user and system mode. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
