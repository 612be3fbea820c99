import { possibleSteps } from '../domain/call-possible-steps.ts';
import { isBack } from '../domain/call-stages.ts';
import type { Carrier, Pool, VirtualNumber } from '../domain/model.ts';
import { type E164, numberFrom } from '../domain/phone.ts';
import { Problem } from '../domain/problem.ts';
import type { SkipCode } from '../domain/skipped-number.ts';
import type { Directory } from './directory.ts';
import { countryOfProvider, unreadable } from './spelled-number.ts';
import type { VisibleRecords } from './visible.ts';

/** The reason for which a number cannot be added. `of`: the name of the pool or endpoint in its way, where the sender sees it. */
type Reason = { code: SkipCode; of: string | null; detail: string };

/** A number of a request that cannot be added, at its place in the list, and the reason. */
export type Obstacle = Reason & { index: number; number: string };

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
    const reason = number
      ? obstacleTo(number)
      : { code: 'unreadable' as const, of: null, detail: unreadable(country) };
    if (reason) obstacles.push({ index, number: number ?? spelled[index] ?? '', ...reason });
    else if (number) numbers.add(number);
  }
  return { numbers: [...numbers], obstacles };

  function obstacleTo(number: E164): Reason | null {
    if (numbers.has(number)) return { code: 'repeated', of: null, detail: 'is in the list twice' };
    const there = directory.dialable(carrier, number)?.number;
    if (there) return isThere(there);
    if (number === pool.overflowNumber)
      return { code: 'overflow', of: pool.name, detail: 'is the overflow number of the pool' };
    const endpoint = rungBy.get(number);
    return endpoint === undefined ? null : isRungBy(endpoint);
  }

  function isThere({ id, pool }: VirtualNumber): Reason {
    const of = (visible.find('numbers', id) && directory.get('pools', pool)?.name) ?? null;
    const place = of === null ? '' : `, in the pool ${of}`;
    return { code: 'already_there', of, detail: `is already set up with ${carrier}${place}` };
  }

  function isRungBy(endpoint: string): Reason {
    const of = visible.find('endpoints', endpoint)?.name ?? null;
    const plan = of === null ? 'a routing plan' : `the plan of ${of}`;
    return { code: 'rung', of, detail: `is rung by ${plan}, so the call would come back in a loop` };
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
  const isOnlyThere = obstacles.every(({ code }) => code === 'already_there');
  return new Problem(
    isOnlyThere ? 'already_there' : 'invalid_request',
    `${obstacles.length} of ${count} numbers cannot be added. The first: ${errors[0]?.detail}. With \`partial\` the others are added.`,
    { errors },
  );
}
