/** Reads costs from the text of a spreadsheet, with the columns of Google Ads' and Meta's exports in English. */
import { type NewCost, newCostSchema } from './cost.ts';
import { amountOf, decimalsOf, unitsOf } from './money.ts';
import { misfit, type ProblemDetail } from './problem.ts';

export const MAX_COST_LINES = 5000;

/** Names of columns in lower case. The first is Ringtrail's own. */
const COLUMNS = {
  source: ['source'],
  medium: ['medium'],
  campaign: ['campaign', 'campaign name'],
  since: ['since', 'day', 'date', 'reporting starts'],
  until: ['until', 'day', 'date', 'reporting ends'],
  amount: ['amount', 'cost', 'spend', 'amount spent'],
  currency: ['currency', 'currency code'],
} as const;
type Column = keyof typeof COLUMNS;
const NAMES = Object.keys(COLUMNS) as Column[];
/** Meta names the currency in the head of its column: Amount spent (EUR). */
const AMOUNT_IN = /^amount spent \(([a-z]{3})\)$/;

/** What the file does not say. */
export type CostDefaults = Pick<NewCost, 'provider'> &
  Partial<Pick<NewCost, 'source' | 'medium' | 'currency'>>;

type Head = { indexes: Partial<Record<Column, number>>; currency: string | undefined };

/**
 * Returns the costs of the lines, those of one source, medium, campaign and period added up. Lines before the head and lines of
 * totals are left out. Throws `Problem` that names each wrong line.
 */
export function costsFrom(text: string, defaults: CostDefaults): NewCost[] {
  const lines = linesOf(text);
  const at = lines.findIndex(({ cells }) => headOf(cells) !== null);
  const head = headOf(lines[at]?.cells ?? []);
  if (!head)
    throw misfit([
      {
        pointer: '/text',
        detail: 'must have a line that names the columns, with a cost and a day among them',
      },
    ]);
  const errors: ProblemDetail[] = [];
  const costs = new Map<string, NewCost>();
  const rows = lines.slice(at + 1).filter(({ cells }) => !/^total\b/i.test(cells[0] ?? ''));
  if (rows.length > MAX_COST_LINES)
    throw misfit([{ pointer: '/text', detail: `must have at most ${MAX_COST_LINES} lines` }]);
  for (const { cells, line } of rows) {
    const parsed = newCostSchema.safeParse(costIn(cells, head, defaults));
    if (parsed.success) addTo(costs, parsed.data);
    else errors.push(...parsed.error.issues.map((issue) => errorOf(line, issue)));
  }
  if (errors.length > 0) throw misfit(errors.slice(0, 20));
  return [...costs.values()];
}

function errorOf(line: number, { path, message }: { path: PropertyKey[]; message: string }): ProblemDetail {
  return { pointer: '/text', detail: `line ${line}: \`${path.map(String).join('.')}\` ${message}` };
}

function headOf(cells: readonly string[]): Head | null {
  const names = cells.map((cell) => cell.trim().toLowerCase());
  const indexes: Head['indexes'] = {};
  for (const column of NAMES) {
    const known: readonly string[] = COLUMNS[column];
    const index = names.findIndex(
      (name) => known.includes(name) || (column === 'amount' && AMOUNT_IN.test(name)),
    );
    if (index >= 0) indexes[column] = index;
  }
  if (indexes.amount === undefined || indexes.since === undefined) return null;
  const [, currency] = AMOUNT_IN.exec(names[indexes.amount] ?? '') ?? [];
  return { indexes, currency: currency?.toUpperCase() };
}

function costIn(cells: readonly string[], { indexes, currency }: Head, defaults: CostDefaults) {
  const cell = (column: Column) => {
    const index = indexes[column];
    return (index === undefined ? '' : (cells[index] ?? '').trim()) || undefined;
  };
  const since = cell('since');
  const own = {
    ...{ source: cell('source') ?? defaults.source, medium: cell('medium') ?? defaults.medium ?? null },
    ...{ campaign: cell('campaign') ?? null, since, until: cell('until') ?? since },
    currency: cell('currency') ?? currency ?? defaults.currency,
  };
  return { provider: defaults.provider, ...own, amount: amountIn(cell('amount'), own.currency) };
}

/** Returns the amount without thousands separators, and with no more decimals than the currency: exports have some more. */
function amountIn(cell: string | undefined, currency: string | undefined): string | undefined {
  const plain = cell?.replaceAll(',', '').replace(/^[^\d.-]+/, '');
  if (!plain || !/^\d+(\.\d+)?$/.test(plain) || !/^[A-Z]{3}$/.test(currency ?? '')) return plain;
  return Number(plain).toFixed(decimalsOf(currency ?? null));
}

function addTo(costs: Map<string, NewCost>, cost: NewCost): void {
  const { source, medium, campaign, since, until, currency } = cost;
  const key = JSON.stringify([source, medium, campaign, since, until, currency]);
  const known = costs.get(key);
  const units = unitsOf(cost.amount, currency) + (known ? unitsOf(known.amount, currency) : 0n);
  costs.set(key, { ...cost, amount: amountOf(units, currency) });
}

type Line = { cells: string[]; line: number };

/** Returns the cells of each line that is not empty. Pasted cells of a spreadsheet have tabs between them. */
function linesOf(text: string): Line[] {
  const delimiter = text.includes('\t') ? '\t' : ',';
  const lines: Line[] = [];
  let cells: string[] = [''];
  let isQuoted = false;
  let line = 1;
  let begun = 1;
  const end = () => {
    if (cells.some((cell) => cell.trim() !== '')) lines.push({ cells, line: begun });
    cells = [''];
  };
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? '';
    if (character === '\n') line += 1;
    if (character === '"' && isQuoted && text[i + 1] === '"') i += 1;
    else if (character === '"') {
      isQuoted = !isQuoted;
      continue;
    } else if (!isQuoted && character === delimiter) {
      cells.push('');
      continue;
    } else if (!isQuoted && character === '\n') {
      end();
      begun = line;
      continue;
    }
    if (character !== '\r' && character !== '\uFEFF') cells[cells.length - 1] += character;
  }
  end();
  return lines;
}
