import { ApiProblem } from '../../api/problem.ts';
import { useText } from '../../text/language.ts';
import type { PartProps } from './plan.ts';
import { routingText } from './text.ts';

/** Returns the function that finds the gateway's fault of a member, in the reader's language. The gateway's own sentence is in English. */
export function useFaults(error: Error | null): PartProps['faultAt'] {
  const { faults } = useText(routingText);
  const problem = error instanceof ApiProblem ? error.problem : null;
  const details = new Map(problem?.errors?.map(({ pointer, detail }) => [pointer, detail]));
  return (pointer) => {
    const detail = details.get(`/routing${pointer}`);
    if (detail === undefined) return undefined;
    if (problem?.code === 'unsupported_by_carrier') return faults.unsupported(detail);
    return faults.members[nameOf(pointer)] ?? detail;
  };
}

/** Returns the name of the pointer's last member. An element of a list has the name of the list. */
function nameOf(pointer: string): string {
  return pointer.split('/').findLast((part) => !/^\d*$/.test(part)) ?? '';
}
