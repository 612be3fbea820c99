/** An order of numbers from a carrier, with the state of each number. */
import { z } from 'zod';
import { AUDITED_KINDS } from './audit.ts';
import { carrierSchema } from './carrier.ts';
import { idFrom, newId } from './ids.ts';
import { MAX_NUMBERS_OF_ORDER, numberSearchSchema, priceSchema } from './number-search.ts';
import { phoneNumberSchema } from './phone.ts';

export const LINE_STATES = ['planned', 'buying', 'bought', 'set_up', 'added', 'failed', 'cancelled'] as const;
export type LineState = (typeof LINE_STATES)[number];

const moment = z.iso.datetime();
const count = z.number().int().min(0);

export const orderLineSchema = z
  .object({
    token: z.string().meta({
      description: 'The text that the carrier stores with the number, by which Ringtrail finds it again',
    }),
    state: z.enum(LINE_STATES).meta({
      description:
        '`planned`: no number is chosen. `buying`: the purchase may have been sent. `bought`: the account has the number. `set_up`: its calls come to Ringtrail. `added`: it is in the pool. `failed`, `cancelled`: nothing was bought.',
    }),
    number: phoneNumberSchema.nullable(),
    monthlyPrice: priceSchema
      .nullable()
      .meta({ description: 'null: no number is chosen, or the carrier does not say' }),
    virtualNumber: z.string().nullable().meta({ description: 'The id of the number in the pool' }),
    attempts: count.meta({ description: 'The purchases of this number that were sent' }),
    excluded: z.array(phoneNumberSchema).meta({ description: 'Numbers that somebody else bought first' }),
    delays: count.meta({ description: 'The failures in sequence since the last step that succeeded' }),
    reason: z
      .object({ code: z.string(), detail: z.string() })
      .nullable()
      .meta({ description: 'Why the line failed, or waits' }),
    since: moment.meta({ description: 'When the state began' }),
    nextTryAt: moment.nullable().meta({ description: 'The line waits until then. null: it does not wait' }),
  })
  .meta({ id: 'NumberOrderLine' });
export type OrderLine = z.infer<typeof orderLineSchema>;

/** The sender that ordered, for the audit log. */
const ordererSchema = z.object({ kind: z.enum(AUDITED_KINDS), id: z.string(), name: z.string() });

export const numberOrderSchema = z
  .object({
    id: z.string(),
    provider: z.string(),
    pool: z.string(),
    carrier: carrierSchema,
    account: z.string().meta({ description: 'The account of the carrier that pays' }),
    search: numberSearchSchema,
    maxMonthlyPrice: priceSchema
      .nullable()
      .meta({ description: 'The most that one number may cost a month. null: the budget alone limits it' }),
    state: z.enum(['open', 'done']).meta({ description: '`done`: each line is added, failed or cancelled' }),
    lines: z.array(orderLineSchema).max(MAX_NUMBERS_OF_ORDER),
    orderedBy: ordererSchema,
    createdAt: moment,
    endedAt: moment.nullable(),
    version: z.number().int().meta({ description: 'Rises with each change' }),
  })
  .meta({ id: 'NumberOrder' });
export type NumberOrder = z.infer<typeof numberOrderSchema>;

type NewOrder = Omit<NumberOrder, 'id' | 'state' | 'lines' | 'createdAt' | 'endedAt' | 'version'> & {
  count: number;
};

/** Makes an order whose lines are planned. @param key the same key makes the same id. null: the id is new */
export function newOrder({ count, ...request }: NewOrder, key: string | null, now: Date): NumberOrder {
  const id = key === null ? newId('ord', now) : idFrom('ord', key);
  const createdAt = now.toISOString();
  const lines = Array.from({ length: count }, (_, index) =>
    plannedLine(`ringtrail ${id} ${index}`, createdAt),
  );
  return { id, ...request, state: 'open', lines, createdAt, endedAt: null, version: 0 };
}

function plannedLine(token: string, since: string): OrderLine {
  return {
    ...{ token, state: 'planned', number: null, monthlyPrice: null, virtualNumber: null },
    ...{ attempts: 0, excluded: [], delays: 0, reason: null, since, nextTryAt: null },
  };
}
