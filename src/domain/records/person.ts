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
const record = defineRecord({
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
/** An answer also shows when the person was here. */
export const personRecord = {
  ...record,
  shown: record.shown
    .extend({
      lastSeenAt: z.iso.datetime().nullable().meta({
        description:
          'The last request of the person, a few seconds late. null: nothing since Redis has its data',
      }),
      isInvited: z.boolean().meta({
        description: 'true: the person has no password, passkey or account of a provider yet',
      }),
    })
    .meta({ id: 'Person' }),
};
export type Person = z.infer<typeof personRecord.stored>;
