import { pino } from 'pino';

/** The members of an error that say what happened. Any other one may hold a password, a session or a document. */
const SHOWN = ['type', 'message', 'stack', 'code', 'errno', 'syscall', 'address', 'port', 'signal'];
/** Redis repeats the arguments of a command that it does not know, such as a renamed AUTH. */
const REPEATED_ARGUMENTS = /(with args beginning with:)[^\n]*/g;

type Members = Record<string, unknown>;

/**
 * Returns the members of an error for the log, with its causes in `message` and `stack`. An error of Redis has the command in full:
 * passwords, sessions and the text of scripts. The log names the command alone.
 */
export function errorForLog(error: Error): Members {
  return shownMembers({ ...pino.stdSerializers.err(error) });
}

function shownMembers(members: Members): Members {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [name, memberForLog(name, value)]),
  );
}

function memberForLog(name: string, value: unknown): unknown {
  if (name === 'command') return (value as { name?: string } | null)?.name;
  if (name === 'aggregateErrors' && Array.isArray(value))
    return value.map((error: Members) => shownMembers({ ...error }));
  if (!SHOWN.includes(name)) return '[redacted]';
  return typeof value === 'string' ? value.replace(REPEATED_ARGUMENTS, '$1 [redacted]') : value;
}
