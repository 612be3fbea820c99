import type { PlacedCall } from './carrier.ts';
import { RULES, type Rule, type Violation } from './checks.ts';
import type { TakenEvent } from './consumer.ts';
import type { PageCounts } from './pages.ts';

const MAX_SHOWN = 12;

export type Facts = {
  pages: PageCounts;
  calls: readonly PlacedCall[];
  events: readonly TakenEvent[];
  faults: ReadonlyMap<string, number>;
  deliveries: ReadonlyMap<string, number>;
  added: number;
  /** Calls that a gateway answered which alone was cut off, too early for it to know better. */
  limits: number;
  violations: readonly Violation[];
};

/** Returns the tables of a run: events and counts, faults, and each rule with its violations. */
export function reportOf({
  pages,
  calls,
  events,
  faults,
  deliveries,
  added,
  limits,
  violations,
}: Facts): string {
  const answers = calls.flatMap((call) => call.answers);
  const happened: [string, number][] = [
    ['requests for a number', pages.requests],
    ['numbers that pages got', pages.numbers],
    ['requests of pages without an answer', pages.unanswered],
    ['renewals', pages.renewed],
    ['links that ended before their page', pages.ended],
    ['numbers that were added', added],
    ['calls', calls.length],
    ['calls that were answered', calls.filter((call) => call.answers.length > 0).length],
    ['attempts of carriers without an answer', sum(calls.map(({ failedAttempts }) => failedAttempts))],
    ['calls at a gateway that alone was cut off, not judged', limits],
    ['answers at the fallback address', answers.filter(({ path }) => path.endsWith('/fallback')).length],
    ['answers to repeats', answers.length - calls.filter((call) => call.answers.length > 0).length],
    ['events that the consumer got', events.length],
    ['events that the consumer got again', sum(events.map(({ times }) => times - 1))],
    ...[...deliveries].map(([state, count]): [string, number] => [`deliveries: ${state}`, count]),
  ];
  const broken = [...faults].sort(([a], [b]) => a.localeCompare(b));
  const checked = Object.entries(RULES).map(([rule, title]): [string, number] => [
    title,
    violations.filter((one) => one.rule === rule).length,
  ]);
  return [
    table('what happened', happened),
    table('faults', broken),
    table('violations', checked),
    ...Object.keys(RULES).flatMap((rule) => namesOf(rule as Rule, violations)),
  ].join('\n\n');
}

/** Returns a line for each violation of the rule, at most 12. */
function namesOf(rule: Rule, violations: readonly Violation[]): string[] {
  const texts = violations.filter((one) => one.rule === rule).map(({ text }) => `  ${text}`);
  if (texts.length === 0) return [];
  const more = texts.length > MAX_SHOWN ? [`  … and ${texts.length - MAX_SHOWN} more`] : [];
  return [[`${RULES[rule]}:`, ...texts.slice(0, MAX_SHOWN), ...more].join('\n')];
}

function table(title: string, rows: readonly [string, number][]): string {
  const width = Math.max(title.length, ...rows.map(([name]) => name.length));
  return [
    title.toUpperCase(),
    ...rows.map(([name, count]) => `${name.padEnd(width)}  ${String(count).padStart(6)}`),
  ].join('\n');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
