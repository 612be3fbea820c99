import type { Logger, LoggerOptions } from 'pino';
import { createLog } from '../../src/infra/log.ts';

/** Texts that no log line may hold, by what they are. */
const FORBIDDEN: [string, RegExp][] = [
  ['a whole phone number', /(?:\+|%2B|\b(?:lnk|ovf)_[\w-]+_)[1-9]\d{6,14}(?!\d)/i],
  ['Lua source', /redis\.call\(|\blocal function |\b(?:KEYS|ARGV)\[/],
  ['the arguments of a command', /"args":\s*\[|args beginning with: ['`]/],
  ['a session or a visitor', /"(?:session|visitor)":"|\bsession\|end_|\bsite_[0-9a-z]+\|/],
];

/** The faults of the lines that this test file has logged. test/support/check-logs.ts fails the file for them. */
export const loggedFaults: string[] = [];

/** Returns a sentence for each line of a log that holds a forbidden text or one of the secrets. Other output is ignored. */
export function faultsOfLog(output: string, secrets: readonly string[] = []): string[] {
  const lines = output.split('\n').filter((line) => line.startsWith('{"level":'));
  return lines.flatMap((line) => [
    ...FORBIDDEN.flatMap(([what, pattern]) => (pattern.test(line) ? [`${what} is in the log: ${line}`] : [])),
    ...secrets.flatMap((secret) => (line.includes(secret) ? [`a secret is in the log: ${line}`] : [])),
  ]);
}

/** Returns the secrets of an environment: keys, tokens, accounts, and the passwords of addresses. */
export function secretsOf(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env).flatMap(([name, value]) => {
    if (/KEY|TOKEN|SECRET|CREDENTIALS|ACCOUNTS/.test(name)) return value.split(/[,:]/).filter(isLong);
    return [...value.matchAll(/:([^:/@]+)@|[?&]password=([^&]+)/g)].flatMap(
      ([, before, query]) => before ?? query ?? [],
    );
  });
}

function isLong(secret: string): boolean {
  return secret.trim().length > 7;
}

/** Creates a log whose lines are all checked. `write` receives each line of `level` or above. */
export function checkedLog(
  level: NonNullable<LoggerOptions['level']> = 'silent',
  write: (line: string) => void = () => {},
): Logger {
  const log = createLog('trace', {
    write(line) {
      loggedFaults.push(...faultsOfLog(line));
      const { values } = log.levels;
      const { level: name } = JSON.parse(line) as { level: string };
      if ((values[name] ?? 0) >= (values[level] ?? Number.POSITIVE_INFINITY)) write(line);
    },
  });
  return log;
}
