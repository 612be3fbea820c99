/** A search for numbers that a carrier has for sale, and what it finds. */
import { z } from 'zod';
import { amountSchema, currencySchema } from './money.ts';
import { countrySchema, phoneNumberSchema } from './phone.ts';

export const NUMBER_KINDS = ['local', 'mobile', 'toll_free', 'national'] as const;
export const CAPABILITIES = ['voice', 'sms', 'mms'] as const;
/** More numbers than this are not bought by one order. */
export const MAX_NUMBERS_OF_ORDER = 100;

/** Which numbers are wanted. The carriers understand all of it, each in its own words. */
export const numberSearchSchema = z
  .strictObject({
    country: countrySchema.meta({ description: 'The country by ISO 3166', example: 'US' }),
    kind: z.enum(NUMBER_KINDS).default('local').meta({ description: 'The kind of number' }),
    areaCode: z
      .string()
      .regex(/^\d{2,6}$/, 'must be 2 to 6 digits')
      .optional()
      .meta({ description: 'The area code, without a leading 0', example: '212' }),
    contains: z
      .string()
      .regex(/^\d{2,12}$/, 'must be 2 to 12 digits')
      .optional()
      .meta({ description: 'Digits that the number contains, next to each other', example: '555' }),
    capabilities: z
      .array(z.enum(CAPABILITIES))
      .max(CAPABILITIES.length)
      .default(['voice'])
      .meta({ description: 'What the number must be able to do' }),
  })
  .meta({ id: 'NumberSearch' });
export type NumberSearch = z.infer<typeof numberSearchSchema>;

export const priceSchema = z
  .object({ amount: amountSchema, currency: currencySchema })
  .meta({ id: 'Price', description: 'An amount of money' });
export type Price = z.infer<typeof priceSchema>;

export const offerSchema = z
  .object({
    number: phoneNumberSchema,
    place: z.string().nullable().meta({ description: 'The place of the number, as the carrier names it' }),
    monthlyPrice: priceSchema
      .nullable()
      .meta({ description: 'What the number costs a month. null: the carrier does not say' }),
  })
  .meta({ id: 'NumberOffer' });
export type Offer = z.infer<typeof offerSchema>;
