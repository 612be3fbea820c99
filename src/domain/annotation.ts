/** What people and systems say of a call afterwards. */
import { z } from 'zod';

export const callTagSchema = z.string().trim().min(1).max(64);

export const noteSchema = z
  .object({ text: z.string().trim().min(1).max(4000), at: z.iso.datetime() })
  .meta({ id: 'Note' });
export type Note = z.infer<typeof noteSchema>;

/** What came of a call. */
export const qualificationSchema = z
  .object({
    qualified: z
      .boolean()
      .nullable()
      .meta({ description: 'Whether the call was worth having; null: not said' }),
    spam: z.boolean(),
    value: z.number().min(0).max(1e12).nullable().meta({ description: 'What it was worth, in `currency`' }),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'must be a currency code of ISO 4217, such as EUR')
      .nullable(),
    at: z.iso.datetime().meta({ description: 'When this was said last' }),
  })
  .meta({ id: 'Qualification' });
export type Qualification = z.infer<typeof qualificationSchema>;

/** Of a call of which some members were said: the others as nobody has said them. */
export function qualificationFrom(said: Partial<Qualification> & Pick<Qualification, 'at'>): Qualification {
  return { qualified: null, spam: false, value: null, currency: null, ...said };
}

export type Annotation = { tags: string[]; notes: Note[]; qualification: Qualification | null };

export const NOT_ANNOTATED: Annotation = { tags: [], notes: [], qualification: null };
