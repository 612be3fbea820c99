import { z } from 'zod';
import { Problem } from '../../domain/problem.ts';
import { idParams, type Route, route } from '../../kernel/route.ts';
import { type Directory, requirePower, VisibleRecords } from '../../registry/port.ts';
import type { SecondFactor } from '../second-factor.ts';
import type { Self } from '../self.ts';
import type { Sessions } from '../sessions.ts';
import { failed } from '../sign-in.ts';
import { enteredPassword, tag } from './sign-in.ts';

export type SecondFactorRouteOptions = {
  directory: Directory;
  secondFactor: SecondFactor;
  sessions: Sessions;
  self: Self;
};

const withPassword = z.strictObject({ password: enteredPassword });

/** Returns the routes of a person's second factor. */
export function secondFactorRoutes(options: SecondFactorRouteOptions): Route[] {
  return [...ownRoutes(options), removalRoute(options)];
}

function ownRoutes({ secondFactor, sessions, self }: SecondFactorRouteOptions): Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/session/totp',
      tag,
      summary: 'Begin a second factor: make a secret for an authenticator app',
      scope: 'any',
      body: withPassword,
      answers: {
        200: {
          description: 'The secret. A code of it puts it in force, within ten minutes.',
          schema: z.object({
            secret: z.string().meta({ description: 'In base32' }),
            uri: z.string().meta({ description: '`otpauth://totp/…`, for a QR code' }),
          }),
        },
      },
      handle: async ({ body }, context) => {
        const { person } = await self.withPassword(context, body.password);
        return { status: 200, body: await secondFactor.begin(person.id, person.email) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/session/totp/confirm',
      tag,
      summary: 'Put the second factor in force by a code of the app, and end the person’s other sessions',
      scope: 'any',
      body: z.strictObject({ code: z.string().trim().min(1).max(64) }),
      answers: {
        200: {
          description: 'Codes for a lost app. Each counts once. They are shown this once.',
          schema: z.object({ recoveryCodes: z.array(z.string()) }),
        },
      },
      handle: async ({ body }, context) => {
        const own = self.of(context.holder);
        const recoveryCodes = await self.guarded(context, async () => {
          const codes = await secondFactor.confirm(own.person.id, body.code);
          if (!codes) throw failed();
          return codes;
        });
        await self.endOtherSessions(own);
        await sessions.noteSecondFactor(own.person.id, own.session);
        return { status: 200, body: { recoveryCodes } };
      },
    }),
    route({
      method: 'post',
      path: '/v1/session/totp/removal',
      tag,
      summary: 'Remove the second factor, and end the person’s other sessions',
      scope: 'any',
      body: withPassword,
      answers: { 204: { description: 'The person signs in without a code', schema: null } },
      handle: async ({ body }, context) => {
        const own = await self.withPassword(context, body.password);
        await secondFactor.remove(own.person.id);
        await self.endOtherSessions(own);
        return { status: 204 };
      },
    }),
  ];
}

function removalRoute({ directory, secondFactor, sessions }: SecondFactorRouteOptions): Route {
  return route({
    method: 'delete',
    path: '/v1/people/{id}/second-factor',
    tag: 'Setting up',
    summary: 'Remove the second factor of a person who has lost it, and end the person’s sessions',
    scope: 'people:write',
    params: idParams,
    answers: { 204: { description: 'The person signs in without a code', schema: null } },
    handle: async ({ params: { id } }, { holder }) => {
      const person = new VisibleRecords(directory, holder.reach).find('people', id);
      if (!person) throw new Problem('not_found', `There is no ${id} among the people.`);
      requirePower(holder, person);
      await secondFactor.remove(id);
      await sessions.end(id);
      return { status: 204 };
    },
  });
}
