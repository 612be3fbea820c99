import { readFile } from 'node:fs/promises';
import type { Violation } from './checks.ts';
import type { Member } from './member.ts';

/** Lines that no outage of another program excuses. */
const FAULTS = [
  'a request failed',
  'a call was answered with an apology: its plan failed',
  'entries of the journal cannot be read; they were set aside',
  'a call event was lost: neither Redis nor the disk took it',
  'job failed for good',
  'unexpected error; the process ends',
];

/** Returns the faults that the processes logged, and those that ended by themselves. */
export async function violationsInLogs(members: readonly Member[]): Promise<Violation[]> {
  const found: Violation[] = [];
  for (const { name, logFile, crashes } of members) {
    const lines = (await readFile(logFile, 'utf8')).split('\n');
    const faults = lines.filter((line) => FAULTS.some((fault) => line.includes(`"${fault}"`)));
    found.push(...faults.map((line): Violation => ({ rule: 'log', text: `${name}: ${line}` })));
    if (crashes() > 0) found.push({ rule: 'log', text: `${name} ended by itself ${crashes()} times` });
  }
  return found;
}
