import { z } from 'zod';

/** A public key by which a person signs in (WebAuthn). */
export const passkeySchema = z.object({
  /** The id that the authenticator gave it, in base64url. */
  id: z.string(),
  name: z.string(),
  /** COSE, in base64url. */
  publicKey: z.string(),
  /** The signature count of its last use. */
  counter: z.number().int(),
  transports: z.array(z.string()),
  createdAt: z.iso.datetime(),
  usedAt: z.iso.datetime().nullable(),
});
export type Passkey = z.infer<typeof passkeySchema>;

export const TICKET_PURPOSES = ['owner', 'invitation', 'reset'] as const;
export type TicketPurpose = (typeof TICKET_PURPOSES)[number];

/** The secret of a one-time link. A person has at most one of each purpose. */
const ticketSchema = z.object({
  purpose: z.enum(TICKET_PURPOSES),
  /** The SHA-256 digest of the secret, in hex. */
  digest: z.string(),
  expiresAt: z.iso.datetime(),
});
export type Ticket = z.infer<typeof ticketSchema>;

/** The secrets by which a person signs in. They are in the store alone: not in the directory, its snapshot or Redis. */
export const credentialsSchema = z.object({
  /** The id of the person. */
  id: z.string(),
  /** The argon2id hash in PHC form; null: the person has no password yet. */
  password: z.string().nullable(),
  /** The sealed secret of the second factor by RFC 6238; null: there is no second factor. */
  totp: z.string().nullable(),
  /** SHA-256 digests, in hex, of the recovery codes that are left. */
  recoveryCodes: z.array(z.string()),
  passkeys: z.array(passkeySchema),
  /** The issuer and subject of an OpenID Connect account, in one text; null: there is no such account. */
  subject: z.string().nullable(),
  tickets: z.array(ticketSchema),
  version: z.number().int(),
});
export type Credentials = z.infer<typeof credentialsSchema>;

export function newCredentials(person: string): Credentials {
  return {
    ...{ id: person, password: null, totp: null, recoveryCodes: [], passkeys: [], subject: null },
    tickets: [],
    version: 0,
  };
}
