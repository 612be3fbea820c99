import { styleText } from 'node:util';
import type { Item } from './items.ts';
import type { Plan } from './plan.ts';
import type { Step } from './step.ts';

/** The longest text of a value in a difference. */
const MAX_VALUE_LENGTH = 60;
const ONE = {
  providers: 'provider',
  pools: 'pool',
  sites: 'site',
  endpoints: 'endpoint',
  numbers: 'number',
  consumers: 'consumer',
  keys: 'key',
} as const;

type Colour = 'green' | 'yellow' | 'red' | 'dim';
export type Paint = (colour: Colour, text: string) => string;

/** Returns the function that colours a text, for a terminal that has colours. */
export function painter(hasColours: boolean): Paint {
  return (colour, text) => (hasColours ? styleText(colour, text) : text);
}

/** Returns the plan as lines for people: a step with its differences, then the counts. */
export function planText({ steps, unlisted }: Plan, paint: Paint): string {
  const lines = steps.flatMap((step) => stepLines(step, paint));
  const more =
    unlisted.length > 0
      ? [
          paint(
            'dim',
            `${counted(unlisted.length, 'record')} of the running set-up ${unlisted.length === 1 ? 'is' : 'are'} not in the file. --prune removes them.`,
          ),
        ]
      : [];
  if (steps.length === 0) return ['There is no difference.', ...more].join('\n');
  return [...lines, '', countsOf(steps), ...more].join('\n');
}

function stepLines(step: Step, paint: Paint): string[] {
  const [item] = step.items as [Item];
  switch (step.action) {
    case 'create':
      return [paint('green', `+ ${createdText(step.items)}`)];
    case 'change':
      return [
        paint('yellow', `~ ${ONE[item.kind]} ${item.address}`),
        ...step.differences.map(
          ({ member, before, after }) =>
            `    ${member}: ${paint('red', valueText(before))} → ${paint('green', valueText(after))}`,
        ),
      ];
    case 'rotate':
      return [paint('yellow', `~ ${ONE[item.kind]} ${item.address}`), '    sends its secrets again'];
    case 'remove':
      return [paint('red', `- ${ONE[item.kind]} ${item.address}${removalText(step.times, item)}`)];
  }
}

function createdText(items: readonly Item[]): string {
  const [{ kind, address, members }] = items as [Item];
  if (kind !== 'numbers') return `${ONE[kind]} ${address}  ${valueText(members.name)}`;
  const numbers = items.map((item) => String(item.members.number));
  const [first = ''] = numbers;
  const last = numbers.at(-1) ?? first;
  const shown = numbers.length > 2 ? `${first} to ${last}` : numbers.join(', ');
  return `${counted(numbers.length, 'number')} of ${members.pool} (${members.carrier}): ${shown}`;
}

function removalText(times: number, { kind, members }: Item): string {
  return kind === 'numbers' && times === 1 && members.state !== 'retired' ? ' (is retired)' : '';
}

function valueText(value: unknown): string {
  // A text from outside must not move the cursor or paint the terminal.
  const text = (value === undefined ? '–' : JSON.stringify(value)).replace(/\p{Cc}/gu, ' ');
  return text.length <= MAX_VALUE_LENGTH ? text : `${text.slice(0, MAX_VALUE_LENGTH - 1)}…`;
}

function countsOf(steps: readonly Step[]): string {
  const count = (...actions: Step['action'][]) =>
    steps.filter(({ action }) => actions.includes(action)).reduce((sum, { items }) => sum + items.length, 0);
  return `${count('create')} to add, ${count('change', 'rotate')} to change, ${count('remove')} to remove.`;
}

/** Returns the count with its noun. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Returns the steps for programs. */
export function planJson({ steps, unlisted }: Plan) {
  return {
    changes: steps.flatMap((step) =>
      step.items.map(({ kind, address }) => ({
        action: step.action,
        kind,
        address,
        ...(step.action === 'change' && { differences: step.differences }),
      })),
    ),
    unlisted: unlisted.map(({ kind, address }) => ({ kind, address })),
  };
}
