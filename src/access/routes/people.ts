import { RECORDS } from '../../domain/model.ts';
import { type Middleware, type Route, route } from '../../kernel/route.ts';
import type { Registry } from '../../registry/port.ts';

export type PeopleRouteOptions = { registry: Registry; idempotency: Middleware };

/** Returns the routes that invite people. The registry lists, changes and removes them. */
export function peopleRoutes({ registry, idempotency }: PeopleRouteOptions): Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/people',
      tag: 'Setting up',
      summary: 'Invite a person',
      scope: 'people:write',
      body: RECORDS.people.create,
      answers: { 201: { description: 'The new person', schema: RECORDS.people.shown } },
      middleware: idempotency,
      handle: async ({ body }, { holder }) => ({
        status: 201,
        body: await registry.create(holder, 'people', body),
      }),
    }),
  ];
}
