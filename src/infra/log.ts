import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import { errorForLog } from './log-error.ts';

const HEADERS = ['authorization', 'cookie', 'proxy-authorization'];

/** The paths in a log record at which a header with a credential can be. */
const REDACTED = HEADERS.flatMap((name) =>
  ['headers', 'req.headers', 'request.headers', 'err.config.headers'].flatMap((path) => [
    `${path}["${name}"]`,
    `${path}["${capitalised(name)}"]`,
  ]),
);

/** Complete phone numbers, also in a path and at the end of a link's id. An error of a database can hold one. */
const NUMBERS =
  /(\+|%2B|\b(?:lnk_[0-9a-z]{1,40}_[0-9a-z]{10}|ovf_\d{1,20}-\d{1,20})_)([1-9]\d{6,14})(?!\d)/gi;

function masked(line: string): string {
  return line.replace(
    NUMBERS,
    (_all, before: string, digits: string) =>
      `${before}${digits.slice(0, 4)}${'*'.repeat(digits.length - 6)}${digits.slice(-2)}`,
  );
}

/** Creates the log. It writes JSON lines with ISO 8601 times, redacts credentials and commands, and masks phone numbers. */
export function createLog(
  level: NonNullable<LoggerOptions['level']>,
  destination?: DestinationStream,
): Logger {
  const options: LoggerOptions = {
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    hooks: { streamWrite: masked },
    serializers: { err: errorForLog },
    redact: { paths: REDACTED, censor: '[redacted]' },
  };
  return pino(options, destination ?? openOutput());
}

/** Opens the standard output. A terminal that has closed takes no more lines, and the process works without them. */
function openOutput(): DestinationStream {
  const output = pino.destination(process.stdout.fd);
  let isOpen = true;
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EIO') throw error;
    isOpen = false;
    // At the end of the process it would try to write its last lines without end.
    output.destroy();
  });
  return { write: (line) => void (isOpen && output.write(line)) };
}

function capitalised(header: string): string {
  return header.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}
