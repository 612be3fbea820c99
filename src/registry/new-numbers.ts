import { possibleSteps } from '../domain/call-possible-steps.ts';
import { isBack } from '../domain/call-stages.ts';
import type { Carrier, Pool, VirtualNumber } from '../domain/model.ts';
import { type E164, numberFrom } from '../domain/phone.ts';
import { Problem } from '../domain/problem.ts';
import type { Directory } from './directory.ts';
import { countryOfProvider, unreadable } from './spelled-number.ts';
import type { VisibleRecords } from './visible.ts';

/** A number of a request that cannot be added, at its place in the list, and the reason. */
export type Obstacle = { index: number; number: string; detail: string; isThere: boolean };

/** Reads the numbers of a request, and separates those that can be added to the pool from those that cannot. */
export function sortNumbers(
  directory: Directory,
  visible: VisibleRecords,
  pool: Pool,
  carrier: Carrier,
  spelled: readonly string[],
): { numbers: E164[]; obstacles: Obstacle[] } {
  const country = countryOfProvider(directory, pool.provider);
  const read = spelled.map((text) => numberFrom(text, country));
  const rungBy = endpointsThatRing(directory, new Set(read));
  const numbers = new Set<E164>();
  const obstacles: Obstacle[] = [];

  for (const [index, number] of read.entries()) {
    const shown = number ?? spelled[index] ?? '';
    const there = number ? directory.dialable(carrier, number)?.number : null;
    const detail = obstacleTo(number);
    if (detail === null && number) numbers.add(number);
    else obstacles.push({ index, number: shown, detail: detail ?? '', isThere: Boolean(there) });
  }
  return { numbers: [...numbers], obstacles };

  function obstacleTo(number: E164 | null): string | null {
    if (number === null) return unreadable(country);
    if (numbers.has(number)) return 'is in the list twice';
    const there = directory.dialable(carrier, number)?.number;
    if (there) return `is already set up with ${carrier}${placeOf(there)}`;
    if (number === pool.overflowNumber) return 'is the overflow number of the pool';
    const endpoint = rungBy.get(number);
    return endpoint ? `is rung by ${planOf(endpoint)}, so the call would come back in a loop` : null;
  }

  function placeOf({ id, pool }: VirtualNumber): string {
    const name = visible.find('numbers', id) && directory.get('pools', pool)?.name;
    return name ? `, in the pool ${name}` : '';
  }

  function planOf(endpoint: string): string {
    const name = visible.find('endpoints', endpoint)?.name;
    return name ? `the plan of ${name}` : 'a routing plan';
  }
}

/** Returns for each of the numbers an endpoint whose plan rings it. Each plan is read once. */
function endpointsThatRing(directory: Directory, wanted: ReadonlySet<string | null>): Map<E164, string> {
  const found = new Map<E164, string>();
  for (const endpoint of directory.all('endpoints')) {
    for (const { step } of possibleSteps(endpoint)) {
      if (step.type !== 'dial') continue;
      for (const target of step.targets)
        if ('number' in target && isBack(target, (number) => wanted.has(number)))
          found.set(target.number, endpoint.id);
    }
  }
  return found;
}

/** Returns the refusal of a request for its obstacles. Each number that stands in the way has an error. */
export function refusalOf(obstacles: readonly Obstacle[], count: number): Problem {
  const errors = obstacles.map(({ index, number, detail }) => ({
    pointer: `/numbers/${index}`,
    detail: `${number} ${detail}`,
  }));
  const isOnlyThere = obstacles.every(({ isThere }) => isThere);
  return new Problem(
    isOnlyThere ? 'already_there' : 'invalid_request',
    `${obstacles.length} of ${count} numbers cannot be added. The first: ${errors[0]?.detail}. With \`partial\` the others are added.`,
    { errors },
  );
}
