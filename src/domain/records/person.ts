import { z } from 'zod';
import { roleSchema } from '../role.ts';
import {
  defineRecord,
  fixed,
  idSchema,
  lateSetting,
  nameSchema,
  nullUnlessGiven,
  required,
} from './definition.ts';

/** An e-mail address in lower case. */
export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email())
  .meta({ description: 'An e-mail address. Ringtrail stores it in lower case.' });

/** A person who signs in. Password, passkeys and second factor are apart from it: `Credentials`. */
export const personRecord = defineRecord({
  idPrefix: 'per',
  title: 'Person',
  one: 'person',
  many: 'people',
  members: {
    email: fixed(emailSchema),
    name: required(nameSchema),
    role: required(roleSchema),
    providers: nullUnlessGiven(z.array(idSchema).min(1).max(1000), {
      description:
        'The providers whose records the person sees and changes. For the person, all others do not exist. null: the whole installation.',
    }),
    seesCallers: lateSetting(
      z.boolean().meta({
        description:
          'Whether a viewer sees callers’ numbers and recordings. All other roles see them anyway.',
      }),
      { default: false },
    ),
  },
});
export type Person = z.infer<typeof personRecord.stored>;
