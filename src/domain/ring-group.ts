import { z } from 'zod';
import { phoneNumberSchema } from './phone.ts';

export const sipAddressSchema = z
  .string()
  .max(300)
  .regex(/^sips?:[^\s<>"]+@[^\s<>"]+$/, 'must be a SIP address such as sip:front-desk@example.com');

export const ringSecondsSchema = z.number().int().min(5).max(600);

const ringTargetSchema = z
  .strictObject({
    number: phoneNumberSchema.optional(),
    sip: sipAddressSchema.optional(),
    weight: z.number().int().min(1).max(100).default(1).meta({
      description:
        'With the strategy `weighted`: the share of the calls, relative to the weights of the other targets',
    }),
  })
  .refine(({ number, sip }) => (number === undefined) !== (sip === undefined), {
    message: 'must have either a number or a sip address',
  })
  .meta({ id: 'RingTarget' });
export type RingTarget = z.infer<typeof ringTargetSchema>;

const ringGroupSchema = z
  .strictObject({
    targets: z.array(ringTargetSchema).min(1).max(8),
    strategy: z.enum(['together', 'inOrder', 'weighted']).default('together').meta({
      description:
        '`together`: all targets ring at once, and the first to answer gets the call. `inOrder`: they ring one after the other. `weighted`: the weights decide which target rings first; the others follow when it does not answer.',
    }),
    timeoutSeconds: ringSecondsSchema.default(20).meta({ description: 'Seconds that each target rings' }),
  })
  .meta({ id: 'RingGroup' });
export type RingGroup = z.infer<typeof ringGroupSchema>;

export const ringGroupsSchema = z.array(ringGroupSchema).max(5);
