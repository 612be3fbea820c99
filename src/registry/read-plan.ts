import { beginningFrom, numberFrom } from '../domain/phone.ts';
import { MAX_ERRORS, misfit, type ProblemDetail } from '../domain/problem.ts';
import type { RingGroup } from '../domain/ring-group.ts';
import type { Routing } from '../domain/routing.ts';
import { unreadable } from './spelled-number.ts';

/**
 * Returns the plan of a request with its numbers in E.164. Throws `Problem` that names each number that cannot be read.
 * @param country the country whose national spellings are read. null: only international ones
 * @param pointer the place of the plan in the request
 */
export function readPlan(plan: Routing, country: string | null, pointer: string): Routing {
  const errors: ProblemDetail[] = [];
  type Read = (text: string, country: string | null) => string | null;
  const by = (read: Read) => (text: string, place: string) => {
    const found = read(text, country);
    if (found === null) errors.push({ pointer: `${pointer}${place}`, detail: unreadable(country) });
    return found ?? text;
  };
  const [readNumber, readBeginning] = [by(numberFrom), by(beginningFrom)];
  const readAll = (texts: readonly string[], place: string) =>
    texts.map((text, i) => readBeginning(text, `${place}/${i}`));
  const readGroups = (groups: readonly RingGroup[], place: string) =>
    groups.map((group, i) => ({
      ...group,
      targets: group.targets.map(({ number, ...target }, j) =>
        number === undefined
          ? target
          : { ...target, number: readNumber(number, `${place}/${i}/targets/${j}/number`) },
      ),
    }));

  const read: Routing = {
    ...plan,
    ring: readGroups(plan.ring, '/ring'),
    byCaller: plan.byCaller.map(({ callers, ring }, i) => ({
      callers: readAll(callers, `/byCaller/${i}/callers`),
      ring: readGroups(ring, `/byCaller/${i}/ring`),
    })),
    closed: { ...plan.closed, ring: readGroups(plan.closed.ring, '/closed/ring') },
    blocked: readAll(plan.blocked, '/blocked'),
    allowed: readAll(plan.allowed, '/allowed'),
  };
  if (errors.length > 0) throw misfit(errors.slice(0, MAX_ERRORS));
  return read;
}
