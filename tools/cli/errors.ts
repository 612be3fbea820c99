/** A command cannot be done. The message is for the person at the terminal. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
}

/** The gateway refuses a request, with a problem document. */
export class Refused extends CommandError {
  override readonly name = 'Refused';
  readonly code: string | undefined;
  readonly errors: readonly { pointer: string; detail: string }[];

  constructor(message: string, code?: string, errors: readonly { pointer: string; detail: string }[] = []) {
    super(message);
    this.code = code;
    this.errors = errors;
  }
}

/** The gateway does not answer, or the connection broke. */
export class Unreachable extends CommandError {
  override readonly name = 'Unreachable';

  constructor(url: string, error: Error) {
    const reason = error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
    super(`${url} does not answer: ${reason}.`);
  }
}
