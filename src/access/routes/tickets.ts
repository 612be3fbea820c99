import { z } from 'zod';
import { TICKET_PURPOSES } from '../../domain/credentials.ts';
import type { Person } from '../../domain/model.ts';
import { nameSchema } from '../../domain/records/definition.ts';
import { emailSchema } from '../../domain/records/person.ts';
import { type Route, route } from '../../kernel/route.ts';
import type { Directory } from '../../registry/port.ts';
import { type NewPasswords, noSuchTicket } from '../new-password.ts';
import { loadCommonPasswords } from '../password-rules.ts';
import { sessionSchema } from '../shown-session.ts';
import { settled } from '../sign-in.ts';
import type { Throttle } from '../throttle.ts';
import type { Tickets } from '../tickets.ts';
import { unproven } from '../unproven.ts';
import { audited } from './audited.ts';
import { refuseOtherSites } from './other-sites.ts';
import { codeSchema, tag } from './sign-in.ts';

export type TicketRouteOptions = {
  directory: Pick<Directory, 'get' | 'peopleWithEmail'>;
  tickets: Tickets;
  newPasswords: NewPasswords;
  throttle: Throttle;
  publicUrls: readonly string[];
  /** Gives a person a link for a new password. Nobody waits for it. */
  sendReset: (person: Person, requestId: string) => void;
};

/** The rules of new passwords name a fault in words. This only bounds the text. */
export const newPassword = z.string().min(1).max(1000).meta({
  description:
    'Of 12 to 128 characters, with spaces and letters of every language. A common password, or one with the name or address of the person, is refused.',
});
const ticket = z.string().min(1).max(200).meta({ description: 'The part of the link after `#`' });

/** Returns the routes of one-time links, by which people set their password. They are open: the link is the proof. */
export function ticketRoutes(options: TicketRouteOptions): Route[] {
  const { directory, tickets, newPasswords, throttle, publicUrls, sendReset } = options;
  return [
    route({
      method: 'post',
      path: '/v1/tickets/read',
      tag,
      summary: 'Return what a one-time link is for',
      scope: null,
      body: z.strictObject({ ticket }),
      answers: {
        200: {
          description: 'The purpose of the link, and the person whom it is for',
          schema: z.object({
            purpose: z.enum(TICKET_PURPOSES),
            email: z.string().nullable(),
            name: z.string().nullable(),
            expiresAt: z.iso.datetime(),
          }),
        },
      },
      async handle({ body }, { address }) {
        const found = await settled(await throttle.beginAnonymous(address), async () => {
          const known = await tickets.find(body.ticket);
          if (!known) throw noSuchTicket();
          return known;
        });
        // The person chooses a password next. A request that finds the list missing fails for the same reason, and says so.
        loadCommonPasswords().catch(() => undefined);
        const { purpose, expiresAt } = found.ticket;
        const person = directory.get('people', found.credentials.id);
        if (purpose !== 'owner' && !person) throw noSuchTicket();
        return {
          status: 200,
          body: { purpose, expiresAt, email: person?.email ?? null, name: person?.name ?? null },
        };
      },
    }),
    audited(
      route({
        method: 'post',
        path: '/v1/tickets/use',
        tag,
        summary: 'Use a one-time link: set the password, and sign in',
        scope: null,
        body: z.strictObject({
          ticket,
          password: newPassword,
          name: nameSchema.optional(),
          email: emailSchema.optional().meta({ description: 'Required for the link of the owner' }),
          code: codeSchema,
        }),
        answers: { 201: { description: 'The session, with its cookie', schema: sessionSchema } },
        async handle({ body }, context) {
          refuseOtherSites(context.headers, publicUrls);
          const one = await throttle.beginAnonymous(context.address);
          return settled(one, () => newPasswords.byTicket(body, context));
        },
      }),
    ),
    audited(
      route({
        method: 'post',
        path: '/v1/password-resets',
        tag,
        summary: 'Request a link for a new password by mail',
        scope: null,
        body: z.strictObject({ email: emailSchema }),
        answers: {
          202: { description: 'The request is noted, whether or not there is an account', schema: null },
        },
        async handle({ body: { email } }, { headers, address, requestId, noteAs }) {
          const people = directory.peopleWithEmail(email);
          noteAs(unproven(people));
          refuseOtherSites(headers, publicUrls);
          await throttle.requireResets(address);
          if (await throttle.allowsReset(email)) for (const person of people) sendReset(person, requestId);
          return { status: 202 };
        },
      }),
    ),
  ];
}
