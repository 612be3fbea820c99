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
          error: z.string().nullable().meta({ description: 'Why the account could not be asked' }),
        }),
      )
      .meta({ description: 'Whom we asked' }),
    unchecked: z.array(carrierSchema).meta({
      description: 'Carriers of ours of which no account is known here, or one did not answer',
    }),
    elsewhere: z
      .array(z.object({ carrier: carrierSchema, account, number, voiceUrl, detail: z.string() }))
      .meta({ description: 'Numbers whose calls the carrier does not bring here, and why' }),
    missing: z
      .array(z.object({ carrier: carrierSchema, number, id: z.string() }))
      .meta({ description: "Numbers of ours that the carrier's accounts do not have" }),
    unknown: z
      .array(z.object({ carrier: carrierSchema, account, number: z.string(), voiceUrl }))
      .meta({ description: "Numbers of the carrier's accounts that are not ours" }),
  })
  .meta({ id: 'Drift' });

/** In what our numbers and the carriers' accounts differ, asked of the carriers at this moment. */
export function driftRoutes(findDrift: () => Promise<Drift>): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/reports/drift',
      tag: 'Operating',
      summary: "Compare our numbers and their webhooks with the carriers' accounts",
      scope: 'admin',
      answers: { 200: { description: 'What differs', schema: driftSchema } },
      handle: async () => ({ status: 200, body: await findDrift() }),
    }),
  ];
}
