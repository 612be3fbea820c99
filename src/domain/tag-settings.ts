import { z } from 'zod';
import { defineSettings, setting } from './records/definition.ts';

/** The behaviour of the tags on a site's pages. Sites and endpoints store only the settings that they set. */
export const tagSettings = defineSettings('TagSettings', {
  when: setting(
    z.enum(['load', 'visible', 'intent']).meta({
      description:
        "The moment when a page requests its number. `load`: when it loads. `visible`: when an element with the endpoint's number comes into view. `intent`: when the visitor points at such an element or focuses it.",
    }),
    { default: 'load' },
  ),
  consent: setting(
    z.enum(['assumed', 'required']).meta({
      description:
        'Whether consent is assumed until the visitor decides. Without consent the tag stores nothing on the device, and the visitor gets the number of the bucket.',
    }),
    { default: 'assumed' },
  ),
  ga4: setting(
    z
      .string()
      .regex(/^G-[A-Z\d]{1,20}$/, 'must be a measurement id such as G-ABC123DEF4')
      .nullable()
      .meta({ description: 'The GA4 property whose session id and client id the tag uses for the visit' }),
    { default: null },
  ),
  sharedVisit: setting(
    z.boolean().meta({
      description:
        "Whether the visit is the same on all hosts of the site's domain, by a first-party cookie of the domain. It needs several hosts of one domain in `origins`.",
    }),
    { default: true },
  ),
  messagingLinks: setting(
    z.boolean().meta({
      description:
        'Whether the tag also replaces the number in sms: and WhatsApp links. The numbers of the pool must receive messages.',
    }),
    { default: false },
  ),
  attributes: setting(
    z
      .array(z.enum(['title', 'aria-label', 'alt', 'placeholder', 'value']))
      .max(5)
      .meta({
        description:
          'Attributes in which the tag also replaces the number; `value` only on buttons and data elements',
      }),
    { default: [] },
  ),
  jsonLd: setting(z.boolean().meta({ description: 'Whether the tag also replaces the number in JSON-LD' }), {
    default: false,
  }),
  shadowRoots: setting(
    z.boolean().meta({ description: 'Whether the tag also replaces the number in open shadow roots' }),
    { default: false },
  ),
});

export type TagSettings = z.infer<typeof tagSettings.stored>;
export const DEFAULT_TAG_SETTINGS: TagSettings = tagSettings.defaults;
