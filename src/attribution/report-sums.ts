import type { Dimensions, ReportSums } from '../domain/report.ts';

/** The sums of a row while it is counted. `confidenceSum` is in ten-thousandths. */
export type Sums = ReportSums & { confidenceSum: number };

export function emptySums(): Sums {
  return {
    calls: 0,
    outcomes: { answered: 0, missed: 0, failed: 0, voicemail: 0, blocked: 0 },
    to: { session: 0, bucket: 0, none: 0 },
    talkSeconds: 0,
    confidence: null,
    confidenceSum: 0,
  };
}

/** Adds a cell to the sums. Its numbers are single arguments, because a report adds millions of cells. */
export function add(
  sums: Sums,
  { outcome, to }: Pick<Dimensions, 'outcome' | 'to'>,
  calls: number,
  talkSeconds: number,
  confidence: number,
): void {
  sums.calls += calls;
  sums.talkSeconds += talkSeconds;
  sums.confidenceSum += confidence;
  if (outcome !== null) sums.outcomes[outcome as keyof Sums['outcomes']] += calls;
  if (to !== null) sums.to[to as keyof Sums['to']] += calls;
}

export function totalOf(rows: readonly Sums[]): Sums {
  const total = emptySums();
  for (const sums of rows) {
    total.calls += sums.calls;
    total.talkSeconds += sums.talkSeconds;
    total.confidenceSum += sums.confidenceSum;
    for (const outcome of Object.keys(total.outcomes) as (keyof Sums['outcomes'])[])
      total.outcomes[outcome] += sums.outcomes[outcome];
    for (const to of Object.keys(total.to) as (keyof Sums['to'])[]) total.to[to] += sums.to[to];
  }
  return total;
}

/** Returns the sums with the mean confidence. */
export function shown({ confidenceSum, ...sums }: Sums): ReportSums {
  return { ...sums, confidence: sums.calls > 0 ? Math.round(confidenceSum / sums.calls) / 10_000 : null };
}
