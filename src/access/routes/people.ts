import { z } from 'zod';
import type { Holder } from '../../domain/holder.ts';
import { type Person, RECORDS } from '../../domain/model.ts';
import { Problem } from '../../domain/problem.ts';
import { idParams, type Middleware, type Route, route } from '../../kernel/route.ts';
import { type Directory, type Registry, requirePower, VisibleRecords } from '../../registry/port.ts';
import type { Links } from '../links.ts';
import type { Sessions } from '../sessions.ts';
import { sessionList, shownSessions } from './sessions.ts';

export type PeopleRouteOptions = {
  registry: Registry;
  directory: Directory;
  sessions: Sessions;
  links: Links;
  idempotency: Middleware;
};

const linkSchema = z
  .object({
    expiresAt: z.iso.datetime(),
    url: z.string().nullable().meta({
      description: 'The one-time link. It signs its bearer in as the person. null: it was sent by mail.',
    }),
  })
  .meta({ id: 'OneTimeLink' });

const common = { tag: 'Setting up', scope: 'people:write' } as const;

/** Returns the routes that invite people, and help them. The registry lists, changes and removes them. */
export function peopleRoutes({
  registry,
  directory,
  sessions,
  links,
  idempotency,
}: PeopleRouteOptions): Route[] {
  /** Returns a person whom the holder sees and who may not do more. */
  function personOf(holder: Holder, id: string): Person {
    const person = new VisibleRecords(directory, holder.reach).find('people', id);
    if (!person) throw new Problem('not_found', `There is no ${id} among the people.`);
    requirePower(holder, person);
    return person;
  }

  const linkRoute = (purpose: 'invitation' | 'reset', path: string, summary: string) =>
    route({
      ...common,
      method: 'post',
      path: `/v1/people/{id}/${path}`,
      summary,
      params: idParams,
      answers: { 201: { description: 'The new link, which ends the one before', schema: linkSchema } },
      middleware: idempotency,
      handle: async ({ params }, { holder, requestId }) => ({
        status: 201,
        body: await links.give(personOf(holder, params.id), purpose, requestId),
      }),
    });

  return [
    route({
      ...common,
      method: 'post',
      path: '/v1/people',
      summary: 'Invite a person',
      body: RECORDS.people.create,
      answers: {
        201: {
          description: 'The new person, with the invitation',
          schema: RECORDS.people.shown.extend({ invitation: linkSchema }).meta({ id: 'NewPerson' }),
        },
      },
      middleware: idempotency,
      async handle({ body }, { holder, requestId }) {
        const person = await registry.create(holder, 'people', body);
        return {
          status: 201,
          body: {
            ...{ ...person, lastSeenAt: null, isInvited: true },
            invitation: await links.give(person, 'invitation', requestId),
          },
        };
      },
    }),
    linkRoute('invitation', 'invitation', 'Invite a person again, who then begins without a second factor'),
    linkRoute('reset', 'password-reset', 'Give a person a link for a new password'),
    route({
      ...common,
      method: 'get',
      path: '/v1/people/{id}/sessions',
      summary: 'List the sessions of a person, the latest first',
      params: idParams,
      answers: { 200: { description: 'The sessions', schema: sessionList } },
      handle: async ({ params }, { holder }) => ({
        status: 200,
        body: await shownSessions(sessions, personOf(holder, params.id).id, holder),
      }),
    }),
    route({
      ...common,
      method: 'delete',
      path: '/v1/people/{id}/sessions',
      summary: 'End all sessions of a person',
      params: idParams,
      answers: { 204: { description: 'The sessions have ended', schema: null } },
      async handle({ params }, { holder }) {
        await sessions.end(personOf(holder, params.id).id);
        return { status: 204 };
      },
    }),
  ];
}
