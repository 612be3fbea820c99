/** The result of a call for reports: its qualification beside the dimensions of its latest attribution. */
import type { Annotation } from './annotation.ts';
import type { Attribution } from './attribution.ts';
import { type Dimensions, dimensionsOf } from './report.ts';

export type CallResult = {
  call: string;
  provider: string | null;
  at: Date;
  values: Dimensions;
  qualified: boolean | null;
  value: number | null;
  currency: string | null;
};

/** The part of a result that its call does not hold. */
export type StoredResult = Pick<CallResult, 'values' | 'qualified' | 'value' | 'currency'>;

/** Returns the result of a call. Null: nobody has reported one, or the call is not attributed, so that no report counts it. */
export function resultOf(
  attribution: Attribution | null,
  { qualification }: Pick<Annotation, 'qualification'>,
): StoredResult | null {
  if (!attribution || !qualification) return null;
  const { qualified, value, currency } = qualification;
  if (qualified === null && value === null) return null;
  return { values: dimensionsOf(attribution).values, qualified, value, currency };
}
