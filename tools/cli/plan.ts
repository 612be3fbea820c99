import type { Command } from 'commander';
import type { PoolPlan } from '../client/operations.ts';
import type { Context } from './context.ts';
import { table, wrapped } from './output.ts';

type PlanOptions = Partial<Record<'sessions' | 'hold' | 'calls' | 'target' | 'price', string>>;
type Point = PoolPlan['now'];

/** Adds `plan`: how many numbers a pool needs. */
export function addPlan(program: Command, { ask, print, width }: Context): void {
  program
    .command('plan <pool>')
    .description('Say how many numbers a pool needs')
    .option('--sessions <count>', 'for this many sessions an hour, in place of the measured ones')
    .option('--hold <seconds>', 'where a session holds its number for this mean time')
    .option('--calls <share>', 'where this share of the sessions calls, such as 0.03')
    .option('--target <share>', 'find the numbers for this share of exact calls, such as 0.9')
    .option('--price <amount>', 'what one number costs a month')
    .action(async (id: string, { sessions, hold, calls, target, price }: PlanOptions) => {
      const typed = { sessionsPerHour: sessions, holdSeconds: hold, callsPerSession: calls, target, price };
      const query = Object.fromEntries(
        Object.entries(typed).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, Number(value)]],
        ),
      );
      const plan = await ask('GET /v1/pools/{id}/plan', { params: { id }, query });
      print(plan, () => inWords(plan, width));
    })
    .addHelpText('after', '\nExample:\n  ringtrail plan pool_1m85dx9rdvg8fecc --target 0.9 --price 1.15');
}

function inWords({ traffic, now, points, target }: PoolPlan, width: number): string {
  const { sessionsPerHour, peakPerHour, holdSeconds, callsPerMonth } = traffic;
  const lines = [
    wrapped(
      `${round(sessionsPerHour)} sessions an hour, ${round(peakPerHour)} at the peak. Each holds its number for ${round(holdSeconds)} seconds.`,
      width,
    ),
    `About ${round(callsPerMonth)} calls a month.`,
    '',
    table(
      points.map((point) => rowOf(point, now)),
      columnsOf(now),
      width,
    ),
  ];
  if (!target) return lines.join('\n');
  const found = target.numbers === null ? 'more than 10,000 numbers' : `${target.numbers} numbers`;
  return [...lines, '', `For ${percent(target.exact)} exact calls: ${found}.`].join('\n');
}

function columnsOf({ cost }: Point): string[] {
  return [
    'numbers',
    'shared',
    'exact',
    'right bucket',
    'one more brings',
    ...(cost === null ? [] : ['cost']),
  ];
}

function rowOf({ numbers, shared, exact, rightBucket, gain, cost }: Point, now: Point) {
  return {
    numbers: numbers === now.numbers ? `${numbers} now` : numbers,
    shared: percent(shared),
    exact: percent(exact),
    'right bucket': percent(rightBucket),
    'one more brings': `${gain.toFixed(1)} calls`,
    cost: cost?.toFixed(2),
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function round(count: number): string {
  return count.toLocaleString('en', { maximumFractionDigits: 1 });
}
