import { z } from 'zod';
import { phoneNumberSchema, spelledNumberSchema } from './phone.ts';

export const sipAddressSchema = z
  .string()
  .max(300)
  .regex(/^sips?:[^\s<>"]+@[^\s<>"]+$/, 'must be a SIP address such as sip:front-desk@example.com');

export const ringSecondsSchema = z.number().int().min(5).max(600);

/** Makes the schema of ring groups. @param of begins the names of its schemas in the OpenAPI document */
function ringGroups(number: z.ZodType<string>, of: string) {
  const target = z
    .strictObject({
      number: number.optional(),
      sip: sipAddressSchema.optional(),
      weight: z.number().int().min(1).max(100).default(1).meta({
        description:
          'With the strategy `weighted`: the share of the calls, relative to the weights of the other targets',
      }),
    })
    .refine(({ number, sip }) => (number === undefined) !== (sip === undefined), {
      message: 'must have either a number or a sip address',
    })
    .meta({ id: `${of}RingTarget` });
  const group = z
    .strictObject({
      targets: z.array(target).min(1).max(8),
      strategy: z.enum(['together', 'inOrder', 'weighted']).default('together').meta({
        description:
          '`together`: all targets ring at once, and the first to answer gets the call. `inOrder`: they ring one after the other. `weighted`: the weights decide which target rings first; the others follow when it does not answer.',
      }),
      timeoutSeconds: ringSecondsSchema.default(20).meta({ description: 'Seconds that each target rings' }),
    })
    .meta({ id: `${of}RingGroup` });
  return z.array(group).max(5);
}

export const ringGroupsSchema = ringGroups(phoneNumberSchema, '');
/** The groups of a request, with numbers in any common spelling. */
export const requestedRingGroupsSchema = ringGroups(spelledNumberSchema, 'Requested');
export type RingGroup = z.infer<typeof ringGroupsSchema>[number];
export type RingTarget = RingGroup['targets'][number];
