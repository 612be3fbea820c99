import type { Problem } from '../../../tools/client/operations.ts';

/** An answer of the gateway that is a problem document. */
export class ApiProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ApiProblem';
    this.problem = problem;
  }
}

/** The gateway did not answer, or something in front of it answered in its place. */
export class ConnectionLost extends Error {
  constructor(cause?: unknown) {
    super('The gateway does not answer.', { cause });
    this.name = 'ConnectionLost';
  }
}

/** Returns whether the gateway answered with a problem document of the code. */
export function isProblem(error: unknown, code: Problem['code']): boolean {
  return error instanceof ApiProblem && error.problem.code === code;
}
