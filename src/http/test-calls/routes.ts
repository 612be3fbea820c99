import { z } from 'zod';
import type { WebhookExchange } from '../../../tools/simulator/line.ts';
import { callId } from '../../domain/call-state.ts';
import { numberFrom, spelledNumberSchema } from '../../domain/phone.ts';
import { Problem } from '../../domain/problem.ts';
import { type Route, route } from '../../kernel/route.ts';
import { countryOfProvider, type Directory, VisibleRecords } from '../../registry/port.ts';

/** A number of a film: nobody has it. */
const CALLER = '+12025550177';

export type PlayCall = (
  from: string,
  to: string,
) => Promise<{ carrierCallId: string; exchanges: WebhookExchange[] }>;

export type TestCallOptions = {
  directory: Directory;
  /** Plays a call to the number, as its carrier would. null: the gateway takes calls of a real carrier account. */
  playCall: PlayCall | null;
};

/** Returns the routes of test calls, which the gateway plays against itself. A gateway with a carrier's token plays none. */
export function testCallRoutes({ directory, playCall }: TestCallOptions): Route[] {
  const common = { tag: 'Setting up', path: '/v1/test-calls' } as const;
  return [
    route({
      ...common,
      method: 'get',
      summary: 'Return whether this gateway plays test calls',
      scope: 'setup:read',
      answers: {
        200: {
          description: 'Whether it does',
          schema: z.object({
            allowed: z.boolean().meta({
              description:
                'true: the demo is on, and no token of Twilio is set. Otherwise the numbers may belong to a real carrier account.',
            }),
          }),
        },
      },
      handle: () => ({ status: 200, body: { allowed: playCall !== null } }),
    }),
    route({
      ...common,
      method: 'post',
      summary: 'Play a test call to a number of a site, as Twilio would. No telephone rings.',
      scope: 'setup:write',
      body: z
        .strictObject({
          site: z.string().max(64),
          to: spelledNumberSchema.meta({
            description: 'The number that a page shows, in any common spelling',
          }),
        })
        .meta({ id: 'NewTestCall' }),
      answers: {
        201: {
          description: 'The call has been played. A worker stores and attributes it.',
          schema: z.object({ call: z.string().meta({ description: 'The id of the call' }) }),
        },
      },
      handle: async ({ body }, { holder }) => {
        const site = new VisibleRecords(directory, holder.reach).find('sites', body.site);
        if (!site) throw missing('/site', `${body.site} is not one of the sites`);
        const to = numberFrom(body.to, countryOfProvider(directory, site.provider)) ?? body.to;
        if (directory.dialable('twilio', to)?.provider.id !== site.provider)
          throw missing('/to', `${body.to} is not a Twilio number of this business`);
        if (playCall === null)
          throw new Problem(
            'in_use',
            'This gateway takes calls of your carrier, so it plays none. Call the number by telephone.',
          );
        const { carrierCallId } = await playCall(CALLER, to);
        return { status: 201, body: { call: callId('twilio', carrierCallId) } };
      },
    }),
  ];
}

function missing(pointer: string, detail: string): Problem {
  return new Problem('unknown_reference', `${pointer}: ${detail}.`, { errors: [{ pointer, detail }] });
}
