import { z } from 'zod';
import { emailSchema } from '../../domain/records/person.ts';
import { type Route, route } from '../../kernel/route.ts';
import { sessionSchema } from '../shown-session.ts';
import type { PasswordSignIn } from '../sign-in.ts';
import { audited } from './audited.ts';
import { refuseOtherSites } from './other-sites.ts';

export type SignInRouteOptions = {
  passwordSignIn: PasswordSignIn;
  /** Returns whether somebody can sign in at all. */
  isSetUp: () => boolean;
  publicUrls: readonly string[];
  /** Whether browsers make passkeys for the public URL. */
  hasPasskeys: boolean;
  oidc: { name: string } | null;
};

export const tag = 'Signing in';

/** A password that somebody enters to sign in. Rules are for new ones alone. */
export const enteredPassword = z.string().min(1).max(1000);
export const codeSchema = z.string().trim().min(1).max(64).optional().meta({
  description: 'The code of the authenticator app, or a recovery code, where the person has a second factor',
});

/** Returns the routes by which people sign in with a password. */
export function signInRoutes(options: SignInRouteOptions): Route[] {
  const { passwordSignIn, isSetUp, publicUrls, hasPasskeys, oidc } = options;
  return [
    route({
      method: 'get',
      path: '/v1/sign-in',
      tag,
      summary: 'Return the ways to sign in',
      scope: null,
      answers: {
        200: {
          description: 'The ways to sign in',
          schema: z.object({
            password: z.literal(true),
            passkeys: z.boolean(),
            oidc: z.object({ name: z.string() }).nullable(),
            isSetUp: z.boolean().meta({ description: 'false until the first person exists' }),
          }),
        },
      },
      handle: () => ({
        status: 200,
        body: {
          password: true,
          passkeys: hasPasskeys,
          oidc: oidc && { name: oidc.name },
          isSetUp: isSetUp(),
        },
      }),
    }),
    audited(
      route({
        method: 'post',
        path: '/v1/session',
        tag,
        summary: 'Sign in by e-mail address and password',
        scope: null,
        body: z.strictObject({ email: emailSchema, password: enteredPassword, code: codeSchema }),
        answers: { 201: { description: 'The session, with its cookie', schema: sessionSchema } },
        handle: ({ body }, context) => {
          refuseOtherSites(context.headers, publicUrls);
          return passwordSignIn.signIn(body, context);
        },
      }),
    ),
  ];
}
