import type { AttributionRecord } from '../../../../tools/client/operations.ts';

type Finding = NonNullable<AttributionRecord['findings']>[number];
type Fact = Finding['facts'][string] | undefined;

/** Writes figures as the reader's locale does. */
export type Write = {
  time(seconds: Fact): string;
  chance(probability: Fact): string;
  figure(value: Fact): string;
};

/** The sentence of each finding in one language. English sentences come from the gateway. */
export type FindingSentences = {
  readonly [C in Finding['code']]: (facts: Record<string, Fact>, write: Write) => string;
};
