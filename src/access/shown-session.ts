import { z } from 'zod';
import type { Holder } from '../domain/holder.ts';
import { roleSchema } from '../domain/role.ts';
import { SCOPES } from '../domain/scope.ts';
import type { Directory } from '../registry/port.ts';
import type { Store } from '../store/port.ts';
import { LIFE_MS, type Sessions } from './sessions.ts';

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
    scopes: z.array(z.enum([...SCOPES, 'shared:read'])),
    csrfToken: z
      .string()
      .nullable()
      .meta({ description: 'Goes into `X-CSRF-Token` of each request of the session that is not a GET' }),
    expiresAt: z.iso.datetime().nullable().meta({
      description:
        'When the session, key or share link ends. A session also ends after a day without requests.',
    }),
    hasSecondFactor: z.boolean().meta({
      description: 'Whether the person also needs a code to sign in. false for keys and share links.',
    }),
    needsSecondFactor: z.boolean().meta({
      description:
        'Whether the person has to add an authenticator app or a passkey before anything else: `REQUIRE_SECOND_FACTOR` is on',
    }),
  })
  .meta({ id: 'Session' });

export type ShownSession = Omit<z.output<typeof sessionSchema>, 'kind' | 'providers'> & {
  kind: Holder['kind'];
  providers: readonly string[] | null;
};

export type ShowSession = (holder: Holder) => Promise<ShownSession>;

/** Creates the function that returns the sender of a request as the API shows it. It rejects while Redis or the store is away. */
export function createShowSession({
  directory,
  sessions,
  credentials,
}: {
  directory: Pick<Directory, 'get'>;
  sessions: Sessions;
  credentials: Pick<Store['credentials'], 'get'>;
}): ShowSession {
  async function endOf({ kind, id, session }: Holder): Promise<string | null> {
    if (kind === 'key') return directory.get('keys', id)?.expiresAt ?? null;
    if (kind === 'share') return directory.get('shares', id)?.expiresAt ?? null;
    const own = (await sessions.list(id)).find((one) => one.id === session?.id);
    return own ? new Date(own.startedAt + LIFE_MS).toISOString() : null;
  }

  return async (holder) => {
    const { kind, id, name, scopes, reach, session, needsSecondFactor = false } = holder;
    const person = kind === 'person' ? directory.get('people', id) : undefined;
    return {
      ...{ kind, id, name, email: person?.email ?? null, role: person?.role ?? null },
      ...{ providers: reach.providers, scopes: [...scopes], csrfToken: session?.csrfToken ?? null },
      expiresAt: await endOf(holder),
      hasSecondFactor: person !== undefined && ((await credentials.get(id))?.totp ?? null) !== null,
      needsSecondFactor,
    };
  };
}
