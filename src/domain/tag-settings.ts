import { z } from 'zod';

/** How the tags behave on a site's pages. */
export const tagSettingsSchema = z
  .object({
    when: z.enum(['load', 'visible', 'intent']).meta({
      description:
        "When a page asks for its number: as it loads, when an element with the endpoint's number comes into view, or when somebody points at one or focuses it",
    }),
    consent: z.enum(['assumed', 'required']).meta({
      description:
        'What counts while nobody has said: consent given, or none. Without consent nothing is stored on the device, and the number is of the bucket.',
    }),
    ga4: z
      .string()
      .regex(/^G-[A-Z\d]{1,20}$/, 'must be a measurement id such as G-ABC123DEF4')
      .nullable()
      .meta({ description: "The GA4 property whose session and client the tag takes for the visit's own" }),
    messagingLinks: z.boolean().meta({
      description: 'Replace the number in sms: and WhatsApp links too: the pool must take messages',
    }),
    attributes: z
      .array(z.enum(['title', 'aria-label', 'alt', 'placeholder', 'value']))
      .max(5)
      .meta({
        description: 'Replace the number in these attributes too; a value only on buttons and data elements',
      }),
    jsonLd: z.boolean().meta({ description: 'Replace the number in JSON-LD too' }),
    shadowRoots: z.boolean().meta({ description: 'Replace the number in open shadow roots too' }),
  })
  .strict()
  .meta({ id: 'TagSettings' });
export type TagSettings = z.infer<typeof tagSettingsSchema>;

export const DEFAULT_TAG_SETTINGS: TagSettings = {
  when: 'load',
  consent: 'assumed',
  ga4: null,
  messagingLinks: false,
  attributes: [],
  jsonLd: false,
  shadowRoots: false,
};
