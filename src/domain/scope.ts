import { z } from 'zod';

/** What a key or a person may do. `write` includes `read` of the same noun. */
export const SCOPES = [
  'calls:read',
  'calls:write',
  'callers:read',
  'recordings:read',
  'attributions:read',
  'attributions:write',
  'reports:read',
  'setup:read',
  'setup:write',
  'consumers:read',
  'consumers:write',
  'privacy:read',
  'privacy:write',
  'keys:read',
  'keys:write',
  'people:read',
  'people:write',
  'shares:read',
  'shares:write',
  'audit:read',
  'system:read',
  'system:write',
] as const;
/** `shared:read` is the scope of share links alone. No key and no role has it. */
export type Scope = (typeof SCOPES)[number] | 'shared:read';

/** Words for several scopes. Keys of earlier versions have these. */
const GROUPS = {
  read: [
    'calls:read',
    'callers:read',
    'recordings:read',
    'attributions:read',
    'reports:read',
    'privacy:read',
  ],
  admin: SCOPES,
} as const satisfies Record<string, readonly Scope[]>;

/** The scope of a share link. */
export const SHARED: ReadonlySet<Scope> = new Set(['shared:read']);

export const scopeSchema = z.enum([...SCOPES, 'read', 'admin']).meta({
  description:
    'What a key may do. `…:write` includes `…:read`. `callers:read` shows callers’ numbers: without it, all but their last four digits are masked. `recordings:read` shows recordings. `read` stands for calls, callers, recordings, attributions, reports and erasures. `admin` stands for everything.',
});
export type ScopeOrGroup = z.infer<typeof scopeSchema>;

/** Returns the scopes that a list of scopes and groups stands for. */
export function scopesOf(listed: readonly (Scope | ScopeOrGroup)[]): ReadonlySet<Scope> {
  const named = listed.flatMap((one): readonly Scope[] =>
    one === 'read' || one === 'admin' ? GROUPS[one] : [one],
  );
  const read = named.map((scope) => scope.replace(/:write$/, ':read') as Scope);
  return new Set([...named, ...read]);
}
