import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';

const HEADERS = ['authorization', 'cookie', 'proxy-authorization'];

/** Headers that carry a key, wherever in a record a request, its headers or an upstream error's config may stand. */
const REDACTED = HEADERS.flatMap((name) =>
  ['headers', 'req.headers', 'request.headers', 'err.config.headers'].flatMap((path) => [
    `${path}["${name}"]`,
    `${path}["${capitalised(name)}"]`,
  ]),
);

/** Whole phone numbers, such as stand in a command that Redis or a database has refused. */
const NUMBERS = /\+[1-9]\d{6,14}(?!\d)/g;

function masked(line: string): string {
  return line.replace(
    NUMBERS,
    (number) => `${number.slice(0, 5)}${'*'.repeat(number.length - 7)}${number.slice(-2)}`,
  );
}

/** The log: JSON lines, times in ISO 8601, credentials left out, phone numbers masked. error means that somebody must act now. */
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
