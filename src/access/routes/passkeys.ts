import { z } from 'zod';
import type { Credentials } from '../../domain/credentials.ts';
import type { Person } from '../../domain/model.ts';
import { Problem } from '../../domain/problem.ts';
import { nameSchema } from '../../domain/records/definition.ts';
import { type Route, route } from '../../kernel/route.ts';
import type { Cookie } from '../cookie.ts';
import type { FlowLimit } from '../flow-limit.ts';
import { assertionSchema, registrationSchema } from '../passkey-responses.ts';
import type { Passkeys } from '../passkeys.ts';
import type { Self } from '../self.ts';
import type { Sessions } from '../sessions.ts';
import { sessionSchema } from '../shown-session.ts';
import { failed, type SignPersonIn } from '../sign-in.ts';
import { audited } from './audited.ts';
import { refuseOtherSites } from './other-sites.ts';
import { tag } from './sign-in.ts';

export type PasskeyRouteOptions = {
  /** null: the public URL has none. */
  passkeys: Passkeys | null;
  findPerson: (id: string) => Person | undefined;
  self: Self;
  sessions: Sessions;
  cookie: Cookie;
  limit: FlowLimit;
  signedIn: SignPersonIn;
  publicUrls: readonly string[];
  /** Returns whether the person can sign in without a passkey. */
  hasOtherWay: (credentials: Credentials) => boolean;
};

const passkeySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    createdAt: z.iso.datetime(),
    usedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Passkey' });
type ShownPasskey = z.infer<typeof passkeySchema>;

/** WebAuthn defines the members, and more of them. */
const requestOptions = z.looseObject({ challenge: z.string() });
const creationOptions = z.looseObject({
  challenge: z.string(),
  rp: z.looseObject({ name: z.string() }),
  user: z.looseObject({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.looseObject({ type: z.literal('public-key'), alg: z.number() })),
});

/** An authenticator's id of a passkey has up to 1,023 bytes. */
const passkeyParams = z.object({ id: z.string().min(1).max(1400) });

/** Returns the routes of passkeys. */
export function passkeyRoutes(options: PasskeyRouteOptions): Route[] {
  return [...ownRoutes(options), ...signInRoutes(options)];
}

function ownRoutes({ passkeys, self, sessions, hasOtherWay }: PasskeyRouteOptions): Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/passkeys/options',
      tag,
      summary: 'Begin a passkey. It needs a sign-in within the last 15 minutes',
      scope: 'any',
      answers: {
        200: {
          description: 'For `navigator.credentials.create()`, in its JSON form',
          schema: creationOptions,
        },
      },
      handle: async (_input, { holder }) => {
        const { person, session } = await self.fresh(holder);
        return { status: 200, body: await present(passkeys).creationOptions(person, session) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/passkeys',
      tag,
      summary: 'Add a passkey: the answer to the latest options, within five minutes',
      scope: 'any',
      body: z.strictObject({ name: nameSchema, response: registrationSchema }),
      answers: { 201: { description: 'The new passkey', schema: passkeySchema } },
      handle: async ({ body: { name, response } }, { holder }) => {
        const { person, session } = await self.fresh(holder);
        const passkey = await present(passkeys).add(person.id, session, name, response);
        await sessions.noteSecondFactor(person.id, session);
        return { status: 201, body: shown(passkey) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/passkeys',
      tag,
      summary: 'List the passkeys of the person who is signed in',
      scope: 'any',
      answers: { 200: { description: 'All of them', schema: z.object({ data: z.array(passkeySchema) }) } },
      handle: async (_input, { holder }) => {
        const { person } = self.of(holder);
        return { status: 200, body: { data: (await present(passkeys).list(person.id)).map(shown) } };
      },
    }),
    route({
      method: 'delete',
      path: '/v1/passkeys/{id}',
      tag,
      summary:
        'Remove a passkey and end the person’s other sessions. It needs a sign-in within the last 15 minutes',
      scope: 'any',
      params: passkeyParams,
      answers: { 204: { description: 'Nobody signs in by it any more', schema: null } },
      handle: async ({ params: { id } }, { holder }) => {
        const own = await self.fresh(holder);
        await present(passkeys).remove(own.person.id, id, hasOtherWay);
        await self.endOtherSessions(own);
        return { status: 204 };
      },
    }),
  ];
}

function signInRoutes(options: PasskeyRouteOptions): Route[] {
  const { passkeys, cookie, limit, findPerson, signedIn, publicUrls } = options;
  return [
    route({
      method: 'post',
      path: '/v1/session/passkey/options',
      tag,
      summary: 'Begin a sign-in by passkey',
      scope: null,
      answers: {
        200: { description: 'For `navigator.credentials.get()`, in its JSON form', schema: requestOptions },
      },
      handle: async (_input, { address, headers }) => {
        refuseOtherSites(headers, publicUrls);
        const known = present(passkeys);
        await limit.count(address);
        const { options: body, word } = await known.requestOptions();
        return { status: 200, headers: { 'Set-Cookie': cookie.set(word) }, body };
      },
    }),
    audited(
      route({
        method: 'post',
        path: '/v1/session/passkey',
        tag,
        summary: 'Sign in by passkey: the answer to the options, within five minutes',
        scope: null,
        body: z.strictObject({ response: assertionSchema }),
        answers: { 201: { description: 'The session, with its cookie', schema: sessionSchema } },
        handle: async ({ body: { response } }, context) => {
          refuseOtherSites(context.headers, publicUrls);
          const known = present(passkeys);
          const word = cookie.read(context.headers);
          const id = word && (await known.verify(word, response));
          const person = id && findPerson(id);
          if (!person) throw failed();
          return signedIn(person, { way: 'passkey', secondFactor: true }, context);
        },
      }),
    ),
  ];
}

function present(passkeys: Passkeys | null): Passkeys {
  if (passkeys) return passkeys;
  throw new Problem('not_found', 'There are no passkeys here. They need an https address with a host name.');
}

function shown({ id, name, createdAt, usedAt }: ShownPasskey): ShownPasskey {
  return { id, name, createdAt, usedAt };
}
