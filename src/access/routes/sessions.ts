import { z } from 'zod';
import type { Holder } from '../../domain/holder.ts';
import { Problem } from '../../domain/problem.ts';
import { idParams, type Route, route } from '../../kernel/route.ts';
import type { NewPasswords } from '../new-password.ts';
import type { Self } from '../self.ts';
import { type Sessions, WAYS } from '../sessions.ts';
import { enteredPassword, tag } from './sign-in.ts';
import { newPassword } from './tickets.ts';

const shownSession = z
  .object({
    id: z.string(),
    startedAt: z.iso.datetime(),
    seenAt: z.iso.datetime().meta({ description: 'The time of its last request, by the minute' }),
    address: z.string().meta({ description: 'The address from which the person signed in' }),
    agent: z.string().meta({ description: "The browser's name for itself" }),
    way: z.enum(WAYS).meta({ description: 'How the person signed in' }),
    secondFactor: z.boolean().meta({
      description:
        'Whether the person has shown a second factor: a code, a passkey, or what the provider requires',
    }),
    isThis: z.boolean().meta({ description: 'Whether this request belongs to the session' }),
  })
  .meta({ id: 'PersonSession' });

export const sessionList = z.object({ data: z.array(shownSession) });

/** Returns the person's sessions as the API shows them. */
export async function shownSessions(sessions: Sessions, person: string, { session }: Holder) {
  const data = (await sessions.list(person)).map(({ person: _, startedAt, seenAt, ...one }) => ({
    ...one,
    startedAt: new Date(startedAt).toISOString(),
    seenAt: new Date(seenAt).toISOString(),
    isThis: one.id === session?.id,
  }));
  return { data };
}

export type SessionsRouteOptions = { sessions: Sessions; self: Self; newPasswords: NewPasswords };

/** Returns the routes by which people see and end their own sessions, and change their password. */
export function ownSessionRoutes({ sessions, self, newPasswords }: SessionsRouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/sessions',
      tag,
      summary: 'List your own sessions, the latest first',
      scope: 'any',
      answers: { 200: { description: 'The sessions', schema: sessionList } },
      handle: async (_input, { holder }) => ({
        status: 200,
        body: await shownSessions(sessions, self.of(holder).person.id, holder),
      }),
    }),
    route({
      method: 'delete',
      path: '/v1/sessions/{id}',
      tag,
      summary: 'End one of your own sessions',
      scope: 'any',
      params: idParams,
      answers: { 204: { description: 'The session has ended', schema: null } },
      async handle({ params }, { holder }) {
        const ended = await sessions.end(self.of(holder).person.id, ({ id }) => id === params.id);
        if (ended === 0) throw new Problem('not_found', `You have no session ${params.id}.`);
        return { status: 204 };
      },
    }),
    route({
      method: 'post',
      path: '/v1/session/password',
      tag,
      summary: 'Change your password, and end your other sessions',
      scope: 'any',
      body: z.strictObject({ current: enteredPassword, password: newPassword }),
      answers: { 204: { description: 'The password is changed', schema: null } },
      async handle({ body }, context) {
        await newPasswords.byFormer(context, body);
        return { status: 204 };
      },
    }),
  ];
}
