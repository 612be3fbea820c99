import { wrap } from '../../config/wrap.ts';

/** What a command prints: tables and lines for people, JSON for programs. */
export type Row = Readonly<Record<string, unknown>>;

const GAP = '  ';
/** A longer text of a column loses its end before another column is left out. */
const MAX_TEXT = 14;
const MIN_TEXT = 8;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * Returns rows as a table with a line of headings. It has at most `width` characters in a line. For that it shortens times and long texts, and
 * leaves columns out. Ids and times stay complete. A table without a limit has everything.
 * @param width the characters of a line; Infinity where there is no terminal
 * @param least the columns that may be left out, the least important one first
 */
export function table(
  rows: readonly Row[],
  columns: readonly string[],
  width: number,
  least: readonly string[] = [],
): string {
  const made = columns.map((name) => columnOf(name, rows, width === Infinity));
  const shown = narrowed(thatFit(made, width, least), width);
  return [...Array(rows.length + 1).keys()]
    .map((line) =>
      shown
        .map(({ texts, width: own }) => shorten(texts[line] ?? '', own).padEnd(own))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

/** A column with its heading and its cells. Its width is that of its longest text, until it is narrowed. */
type Column = { name: string; texts: string[]; width: number; isCut: boolean };

function columnOf(name: string, rows: readonly Row[], isComplete: boolean): Column {
  const texts = [heading(name), ...rows.map((row) => tableCell(row[name], isComplete))];
  const isCut = name !== 'id' && !rows.some((row) => isTime(row[name]));
  return { name, texts, width: Math.max(...texts.map((text) => [...text].length)), isCut };
}

/** Returns the columns that must be shown, and of the others those that fit beside them, the most important ones first. */
function thatFit(columns: readonly Column[], width: number, least: readonly string[]): Column[] {
  const need = ({ width: own, isCut }: Column) => (isCut ? Math.min(own, MAX_TEXT) : own);
  let hidden = [...least];
  for (const name of least.toReversed()) {
    const others = hidden.filter((one) => one !== name);
    const shown = columns.filter((column) => !others.includes(column.name));
    if (sumOf(shown.map(need)) <= width) hidden = others;
  }
  return columns.filter(({ name }) => !hidden.includes(name));
}

/** Takes from the widest column until the table fits, down to eight characters each. */
function narrowed(columns: readonly Column[], width: number): Column[] {
  const fitted = columns.map((column) => ({ ...column }));
  const widestOf = (some: Column[]) => some.toSorted((a, b) => b.width - a.width)[0];
  while (sumOf(fitted.map((column) => column.width)) > width) {
    const wide = fitted.filter((column) => column.width > MIN_TEXT);
    const widest = widestOf(wide.filter(({ isCut }) => isCut)) ?? widestOf(wide);
    if (!widest) break;
    widest.width -= 1;
  }
  return fitted;
}

function sumOf(widths: readonly number[]): number {
  return widths.reduce((total, one) => total + one, GAP.length * (widths.length - 1));
}

/** Returns `holdSeconds` as `HOLD SECONDS`. */
function heading(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1 $2').toUpperCase();
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && TIME.test(value);
}

function tableCell(value: unknown, isComplete: boolean): string {
  if (Array.isArray(value)) return cell(value.join(', '));
  return cell(isTime(value) && !isComplete ? `${value.slice(0, 16).replace('T', ' ')}Z` : value);
}

/** Returns a record as lines of a name and its value. Members of members have names with dots. */
export function listing(record: Row): string {
  const members = flat(record);
  const longest = Math.max(0, ...members.map(([name]) => name.length));
  return members.map(([name, value]) => `${name.padEnd(longest)}${GAP}${value}`.trimEnd()).join('\n');
}

function flat(record: Row, before = ''): [string, string][] {
  return Object.entries(record).flatMap(([name, value]): [string, string][] => {
    const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isRecord ? flat(value as Row, `${before}${name}.`) : [[before + name, cell(value)]];
  });
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '–';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  // A name from outside must not move the cursor or paint the terminal.
  return text.replace(/\p{Cc}/gu, ' ');
}

function shorten(text: string, width: number): string {
  const letters = [...text];
  return letters.length <= width ? text : `${letters.slice(0, width - 1).join('')}…`;
}

/** Returns a text in lines of at most `width` characters. Further lines of its paragraphs are indented. */
export function wrapped(text: string, width: number, indent = ''): string {
  return text
    .split('\n')
    .map((line) => wrap(line, width - indent.length).join(`\n${indent}`))
    .join('\n');
}
