/** What a command prints: tables and lines for people, JSON for programs. */
export type Row = Readonly<Record<string, unknown>>;

const GAP = '  ';

/**
 * Returns rows as a table with a line of headings. A table that is wider than the terminal shortens its widest column.
 * @param width the characters of a line
 */
export function table(rows: readonly Row[], columns: readonly string[], width: number): string {
  const lines = [
    columns.map((name) => name.toUpperCase()),
    ...rows.map((row) => columns.map((name) => cell(row[name]))),
  ];
  const widths = narrowed(
    columns.map((_, i) => Math.max(...lines.map((line) => [...(line[i] ?? '')].length))),
    width,
  );
  return lines
    .map((line) =>
      line
        .map((text, i) => shorten(text, widths[i] ?? 0).padEnd(widths[i] ?? 0))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
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

/** Takes from the widest column until the table fits, down to eight characters each. */
function narrowed(widths: number[], width: number): number[] {
  const fitted = [...widths];
  const sum = () => fitted.reduce((total, one) => total + one, GAP.length * (fitted.length - 1));
  while (sum() > width) {
    const widest = Math.max(...fitted);
    if (widest <= 8) break;
    fitted[fitted.indexOf(widest)] = Math.max(8, widest - (sum() - width));
  }
  return fitted;
}

function shorten(text: string, width: number): string {
  const letters = [...text];
  return letters.length <= width ? text : `${letters.slice(0, width - 1).join('')}…`;
}
