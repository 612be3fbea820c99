/** The tags, notes and qualification that people and systems add to a call afterwards. */
import { z } from 'zod';

export const callTagSchema = z.string().trim().min(1).max(64);

export const noteSchema = z
  .object({ text: z.string().trim().min(1).max(4000), at: z.iso.datetime() })
  .meta({ id: 'Note' });
export type Note = z.infer<typeof noteSchema>;

/** A qualification: the result of a call, as a person or a system reported it. */
export const qualificationSchema = z
  .object({
    qualified: z
      .boolean()
      .nullable()
      .meta({ description: 'Whether the call was a good lead; null: not reported' }),
    spam: z.boolean(),
    value: z
      .number()
      .min(0)
      .max(1e12)
      .nullable()
      .meta({ description: 'The value of the call, in `currency`' }),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'must be a currency code of ISO 4217, such as EUR')
      .nullable(),
    at: z.iso.datetime().meta({ description: 'When this was last reported' }),
  })
  .meta({ id: 'Qualification' });
export type Qualification = z.infer<typeof qualificationSchema>;

/** Returns the qualification with defaults for the members that were not reported. */
export function qualificationFrom(
  reported: Partial<Qualification> & Pick<Qualification, 'at'>,
): Qualification {
  return { qualified: null, spam: false, value: null, currency: null, ...reported };
}

export type Annotation = {
  tags: string[];
  notes: Note[];
  qualification: Qualification | null;
  /** When a person called the caller back, as ISO 8601. null: nobody did. */
  calledBackAt: string | null;
};

export const NOT_ANNOTATED: Annotation = { tags: [], notes: [], qualification: null, calledBackAt: null };
