import type { Cell } from '../domain/report.ts';

/** A slot's cells as one text, four values a cell: reports read millions of them, and objects would take thrice as long. */
export function packCells(cells: readonly Cell[]): string {
  return JSON.stringify(
    cells.flatMap(({ dimensions, calls, talkSeconds, confidence }) => [
      dimensions,
      calls,
      talkSeconds,
      confidence,
    ]),
  );
}

export function unpackCells(text: string): Cell[] {
  const values = JSON.parse(text) as (string | number)[];
  const cells: Cell[] = [];
  for (let i = 0; i < values.length; i += 4)
    cells.push({
      dimensions: values[i] as string,
      calls: values[i + 1] as number,
      talkSeconds: values[i + 2] as number,
      confidence: values[i + 3] as number,
    });
  return cells;
}
