/** Numbers that an operator pasted, and that cannot be added to a pool. */
import { z } from 'zod';

const skipCodeSchema = z.enum(['unreadable', 'repeated', 'already_there', 'overflow', 'rung']).meta({
  description:
    'unreadable: it is no phone number; repeated: the list has it twice; already_there: a pool has it; overflow: it is the overflow number of the pool; rung: a routing plan rings it, so its call would come back in a loop',
});
export type SkipCode = z.infer<typeof skipCodeSchema>;

export const skippedNumberSchema = z
  .object({
    number: z
      .string()
      .meta({ description: 'In E.164. A number that could not be read stands as it was sent.' }),
    code: skipCodeSchema,
    of: z
      .string()
      .nullable()
      .meta({ description: 'The name of the pool that has the number, or of the endpoint that rings it' }),
    detail: z.string().meta({ description: 'The reason in English' }),
  })
  .meta({ id: 'SkippedNumber' });
export type SkippedNumber = z.infer<typeof skippedNumberSchema>;
