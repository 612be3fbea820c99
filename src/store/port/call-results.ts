import type { CallResult } from '../../domain/call-result.ts';
import type { SlotRange } from './reports.ts';

/** The results of calls. They follow from the calls, their attributions and their annotations. */
export interface CallResults {
  /** Lists the results of calls in an order of the store's own, those that follow `after`, at most `limit`. */
  list(range: SlotRange, limit: number, after?: ResultKey): Promise<CallResult[]>;
}

export type ResultKey = Pick<CallResult, 'call' | 'provider' | 'at'>;
