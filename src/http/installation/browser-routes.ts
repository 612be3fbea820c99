import { z } from 'zod';
import { type BrowserChecks, pageRequestSchema, TOKEN } from '../../allocation/port.ts';
import { addressSchema } from '../../domain/address.ts';
import { Problem } from '../../domain/problem.ts';
import { idParams, type Route, route } from '../../kernel/route.ts';
import { type Directory, VisibleRecords } from '../../registry/port.ts';

const checkSchema = z
  .object({
    id: z.string(),
    site: z.string(),
    url: z.string().meta({
      description: 'The page to open in a browser. Its address names the check, and a campaign of its own.',
    }),
    at: z.iso.datetime().meta({ description: 'The time of this answer, by the clock of the other times' }),
    begunAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    requests: z
      .array(pageRequestSchema)
      .meta({ description: 'The requests of the page’s tags, the earliest first, 20 at most' }),
  })
  .meta({ id: 'BrowserCheck' });

const request = z
  .strictObject({
    url: addressSchema.meta({
      description: 'The page: http or https. The gateway does not open it.',
      example: 'https://www.example.com/contact',
    }),
  })
  .meta({ id: 'NewBrowserCheck' });

export type BrowserRouteOptions = {
  directory: Directory;
  checks: Pick<BrowserChecks, 'begin' | 'find' | 'requestsOf'>;
  now: () => Date;
};

/** Returns the routes that check a page in the browser of an operator. */
export function browserCheckRoutes({ directory, checks, now }: BrowserRouteOptions): Route[] {
  const tag = 'Setting up';
  return [
    route({
      method: 'post',
      path: '/v1/sites/{id}/browser-checks',
      tag,
      summary: 'Begin the check of a page in your own browser. Open `url` there within 15 minutes.',
      scope: 'setup:write',
      params: idParams,
      body: request,
      answers: { 201: { description: 'The check', schema: checkSchema } },
      handle: async ({ params, body }, { holder }) => {
        const site = new VisibleRecords(directory, holder.reach).find('sites', params.id);
        if (!site) throw new Problem('not_found', `There is no ${params.id} among the sites.`);
        const { token: id, ...begun } = await checks.begin(site.id, body.url);
        return { status: 201, body: { id, ...begun, at: begun.begunAt, requests: [] } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/browser-checks/{id}',
      tag,
      summary: 'Return the requests that the tags of the checked page have sent so far',
      scope: 'setup:read',
      params: idParams,
      answers: { 200: { description: 'The check', schema: checkSchema } },
      handle: async ({ params: { id } }, { holder }) => {
        const check = TOKEN.test(id) ? await checks.find(id) : null;
        if (!check || !new VisibleRecords(directory, holder.reach).find('sites', check.site))
          throw new Problem('not_found', 'There is no such check, or it has ended.');
        const { token: _, ...begun } = check;
        const requests = await checks.requestsOf(id);
        return { status: 200, body: { id, ...begun, at: now().toISOString(), requests } };
      },
    }),
  ];
}
