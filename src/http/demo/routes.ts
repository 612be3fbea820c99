import type { Sender } from '../../domain/holder.ts';
import { type Route, route } from '../../kernel/route.ts';

/** The path, by which the audit log names the route. */
export const REMOVE_DEMO_PATH = '/v1/demo';

/** Returns the route that removes the demo. */
export function demoRemovalRoutes(remove: (sender: Sender) => Promise<void>): Route[] {
  return [
    route({
      method: 'delete',
      path: REMOVE_DEMO_PATH,
      tag: 'Setting up',
      summary: 'Remove the demo: its provider with all calls, visits, numbers, sites and consumers',
      scope: 'setup:write',
      isOfInstallation: true,
      answers: { 204: { description: 'The demo is removed', schema: null } },
      handle: async (_, { holder }) => {
        await remove(holder);
        return { status: 204 };
      },
    }),
  ];
}
