import { ApiProblem } from '../api/problem.ts';

/** Returns the faults of single fields by their names, as the gateway reports them. A fault of a list's element is one of the list. */
export function fieldErrors(error: Error | null): Record<string, string> {
  const errors = error instanceof ApiProblem ? (error.problem.errors ?? []) : [];
  return Object.fromEntries(errors.map(({ pointer, detail }) => [nameOf(pointer), detail]));
}

function nameOf(pointer: string): string {
  return pointer.split('/').findLast((part) => !/^\d*$/.test(part)) ?? '';
}
