import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';

const HEADERS = ['authorization', 'cookie', 'proxy-authorization'];

/** The paths in a log record at which a header with a credential can be. */
const REDACTED = HEADERS.flatMap((name) =>
  ['headers', 'req.headers', 'request.headers', 'err.config.headers'].flatMap((path) => [
    `${path}["${name}"]`,
    `${path}["${capitalised(name)}"]`,
  ]),
);

/** Complete phone numbers. An error of Redis or of a database can hold one in the command that it names. */
const NUMBERS = /\+[1-9]\d{6,14}(?!\d)/g;

function masked(line: string): string {
  return line.replace(
    NUMBERS,
    (number) => `${number.slice(0, 5)}${'*'.repeat(number.length - 7)}${number.slice(-2)}`,
  );
}

/** Creates the log. It writes JSON lines with ISO 8601 times, redacts credentials and masks phone numbers. */
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
    redact: { paths: REDACTED, censor: '[redacted]' },
  };
  return destination ? pino(options, destination) : pino(options);
}

function capitalised(header: string): string {
  return header.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}
