import { ApiProblem } from '../../../api/problem.ts';

/** Returns the faults of single fields by their names, as the gateway reports them. */
export function fieldErrors(error: Error | null): Record<string, string> {
  const errors = error instanceof ApiProblem ? (error.problem.errors ?? []) : [];
  return Object.fromEntries(
    errors.map(({ pointer, detail }) => [pointer.slice(pointer.lastIndexOf('/') + 1), detail]),
  );
}
