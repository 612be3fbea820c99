import { Problem } from '../../domain/problem.ts';
import { type Route, route } from '../../kernel/route.ts';
import type { Cookie } from '../cookie.ts';
import type { Sessions } from '../sessions.ts';
import { type ShowSession, sessionSchema } from '../shown-session.ts';
import { tag } from './sign-in.ts';

export type SessionRouteOptions = {
  sessions: Sessions;
  cookie: Cookie;
  showSession: ShowSession;
};

/** Returns the routes that show and end the session of a request. */
export function sessionRoutes({ sessions, cookie, showSession }: SessionRouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/session',
      tag,
      summary: 'Return the sender of this request and what it may do',
      scope: 'any',
      answers: { 200: { description: 'The sender', schema: sessionSchema } },
      handle: async (_input, { holder }) => ({ status: 200, body: await showSession(holder) }),
    }),
    route({
      method: 'delete',
      path: '/v1/session',
      tag,
      summary: 'Sign out: end the session of this request',
      scope: 'any',
      answers: { 204: { description: 'The session has ended', schema: null } },
      handle: async (_input, { holder: { id, session } }) => {
        if (!session) throw new Problem('forbidden', 'Only people have sessions.');
        await sessions.end(id, (one) => one.id === session.id);
        return { status: 204, headers: { 'Set-Cookie': cookie.clear() } };
      },
    }),
  ];
}
