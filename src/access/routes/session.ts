import { z } from 'zod';
import type { Holder } from '../../domain/holder.ts';
import { Problem } from '../../domain/problem.ts';
import { roleSchema } from '../../domain/role.ts';
import { type Route, route } from '../../kernel/route.ts';
import type { Directory } from '../../registry/port.ts';
import type { SessionCookie } from '../cookie.ts';
import type { Sessions } from '../sessions.ts';

export type SessionRouteOptions = {
  directory: Directory;
  sessions: Sessions;
  cookie: SessionCookie;
};

const tag = 'Signing in';

export const sessionSchema = z
  .object({
    kind: z.enum(['key', 'person', 'share']),
    id: z.string().meta({ description: 'The id of the key, person or share link' }),
    name: z.string(),
    email: z.string().nullable(),
    role: roleSchema.nullable(),
    providers: z
      .array(z.string())
      .nullable()
      .meta({ description: 'The providers that exist for the sender; null: all' }),
    scopes: z.array(z.string()),
    csrfToken: z
      .string()
      .nullable()
      .meta({ description: 'Goes into `X-CSRF-Token` of each request of the session that is not a GET' }),
  })
  .meta({ id: 'Session' });

/** Returns the sender of a request as the API shows it. */
export function sessionOf({ kind, id, name, scopes, reach, session }: Holder, directory: Directory) {
  const person = kind === 'person' ? directory.get('people', id) : undefined;
  return {
    ...{ kind, id, name, email: person?.email ?? null, role: person?.role ?? null },
    ...{ providers: reach.providers, scopes: [...scopes], csrfToken: session?.csrfToken ?? null },
  };
}

/** Returns the routes that show and end the session of a request. */
export function sessionRoutes({ directory, sessions, cookie }: SessionRouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/session',
      tag,
      summary: 'Return the sender of this request and what it may do',
      scope: 'any',
      answers: { 200: { description: 'The sender', schema: sessionSchema } },
      handle: (_input, { holder }) => ({ status: 200, body: sessionOf(holder, directory) }),
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
