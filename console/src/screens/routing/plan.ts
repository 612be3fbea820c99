import type { Endpoint, RingGroup, RingTarget } from '../../../../tools/client/operations.ts';

export type Plan = Endpoint['routing'];
export type Schedule = NonNullable<Plan['schedule']>;
export type Weekday = keyof Schedule['weekly'];
export type Hours = Schedule['weekly'][Weekday][number];

/** A part of the form: the plan, the function that changes it, and the fault of the member at a pointer. */
export type PartProps = {
  plan: Plan;
  change: (part: Partial<Plan>) => void;
  faultAt: (pointer: string) => string | undefined;
};

/** The languages of the voice that every carrier has. */
export const SPOKEN_LANGUAGES: readonly NonNullable<Plan['language']>[] = [
  'en-US',
  'en-GB',
  'de-DE',
  'es-ES',
  'es-MX',
  'fr-FR',
  'it-IT',
];
export const TREATMENTS = ['ring', 'keypress', 'voicemail', 'block'] as const;
export const WEEKDAYS: readonly Weekday[] = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
];
const OFFICE: Hours = { from: '09:00', to: '17:00' };

/** Returns office hours from Monday to Friday in the zone. */
export function newSchedule(timeZone: string): Schedule {
  const weekly = Object.fromEntries(
    WEEKDAYS.map((day, i) => [day, i < 5 ? [OFFICE] : []]),
  ) as Schedule['weekly'];
  return { timeZone, weekly, holidays: [] };
}

export const newHours = (): Hours => ({ ...OFFICE });
export const newTarget = (): RingTarget => ({ number: '', weight: 1 });
export const newGroup = (): RingGroup => ({
  targets: [newTarget()],
  strategy: 'together',
  timeoutSeconds: 20,
});

/** Returns the list with the item at the index in the place of the former one; undefined removes it. */
export function replaced<T>(list: readonly T[], index: number, item: T | undefined): T[] {
  return list.flatMap((one, i) => (i !== index ? [one] : item === undefined ? [] : [item]));
}

/** Returns the list with the item one place earlier or later. */
export function moved<T>(list: readonly T[], index: number, by: -1 | 1): T[] {
  const others = list.filter((_, i) => i !== index);
  return others.toSpliced(index + by, 0, ...list.slice(index, index + 1));
}

/** Returns the plan as it is sent: without the empty lines of lists. */
export function sentPlan(plan: Plan): Plan {
  const filled = (lines: readonly string[]) => lines.map((line) => line.trim()).filter(Boolean);
  const byCaller = plan.byCaller.map((rule) => ({ ...rule, callers: filled(rule.callers) }));
  return { ...plan, byCaller, blocked: filled(plan.blocked), allowed: filled(plan.allowed) };
}
