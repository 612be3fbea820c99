import type { z } from 'zod';
import { phoneNumberSchema, spelledNumberSchema } from '../phone.ts';
import { sipAddressSchema } from '../ring-group.ts';
import { requestedRoutingSchema, routingSchema } from '../routing.ts';
import { routingChangeSchema } from '../routing-change.ts';
import { tagSettings } from '../tag-settings.ts';
import {
  defineRecord,
  fixed,
  generated,
  idSchema,
  nameSchema,
  nullUnlessGiven,
  optional,
  required,
  slugMember,
} from './definition.ts';

const NUMBER = { description: 'The number that the page replaces and that gets the calls' };

/** The phone number or SIP address that answers the calls of a site. */
export const endpointRecord = defineRecord({
  idPrefix: 'end',
  title: 'Endpoint',
  one: 'endpoint',
  many: 'endpoints',
  members: {
    provider: generated(idSchema),
    site: fixed(idSchema),
    name: required(nameSchema),
    slug: slugMember,
    number: {
      ...nullUnlessGiven(spelledNumberSchema, NUMBER),
      ...generated(phoneNumberSchema.nullable().meta(NUMBER)),
    },
    sip: nullUnlessGiven(sipAddressSchema, {
      description: 'The SIP address that gets the calls in place of the number',
    }),
    routing: {
      ...generated(routingSchema),
      create: requestedRoutingSchema.prefault({}),
      patch: routingChangeSchema.optional(),
    },
    tags: optional(
      tagSettings.stored
        .pick({ when: true })
        .partial()
        .meta({ description: "Tag settings of this endpoint that replace the site's" }),
    ),
  },
});
export type Endpoint = z.infer<typeof endpointRecord.stored>;

/** An endpoint in the request that creates its site. */
export const endpointOfSite = endpointRecord.create.omit({ site: true });
export type NewEndpoint = z.infer<typeof endpointOfSite>;
