import { z } from 'zod';
import { carrierSchema } from '../../domain/model.ts';
import { phoneNumberSchema } from '../../domain/phone.ts';
import { type Route, route } from '../../kernel/route.ts';
import type { Drift } from '../reconciliation/drift.ts';

const number = phoneNumberSchema;
const account = z.string();
const voiceUrl = z.string().nullable();

const driftSchema = z
  .object({
    checkedAt: z.iso.datetime(),
    accounts: z
      .array(
        z.object({
          carrier: carrierSchema,
          account,
          numbers: z.number().int(),
          error: z.string().nullable().meta({ description: 'Why the account could not be read' }),
        }),
      )
      .meta({ description: 'The accounts that were read' }),
    unchecked: z.array(carrierSchema).meta({
      description: 'Carriers of our numbers that have no configured account, or one that could not be read',
    }),
    elsewhere: z
      .array(z.object({ carrier: carrierSchema, account, number, voiceUrl, detail: z.string() }))
      .meta({ description: 'Numbers whose calls the carrier sends elsewhere, and why' }),
    missing: z
      .array(z.object({ carrier: carrierSchema, number, id: z.string() }))
      .meta({ description: 'Our numbers that are missing in the carrier’s accounts' }),
    unknown: z
      .array(z.object({ carrier: carrierSchema, account, number: z.string(), voiceUrl }))
      .meta({ description: 'Numbers of the carrier’s accounts that no pool here has' }),
  })
  .meta({ id: 'Drift' });

/** Returns the route that compares our numbers with the carriers' accounts at the time of the request. */
export function driftRoutes(findDrift: () => Promise<Drift>): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/reports/drift',
      tag: 'Operating',
      summary: 'Compare our numbers and their webhooks with the carriers’ accounts',
      scope: 'system:read',
      isOfInstallation: true,
      answers: { 200: { description: 'The differences', schema: driftSchema } },
      handle: async () => ({ status: 200, body: await findDrift() }),
    }),
  ];
}
