import { z } from 'zod';
import { SCOPES, type Scope, scopesOf } from './scope.ts';

export const ROLES = ['owner', 'manager', 'analyst', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

export const roleSchema = z.enum(ROLES).meta({
  description:
    'What a person may do. An owner does everything. A manager does everything but erase callers and make back-ups. An analyst reads, corrects, notes, exports and shares. A viewer reads.',
});

const CALLERS: readonly Scope[] = ['callers:read', 'recordings:read'];
const READS: readonly Scope[] = ['calls:read', 'attributions:read', 'reports:read', 'setup:read'];

const SCOPES_OF: Readonly<Record<Role, readonly Scope[]>> = {
  owner: SCOPES,
  manager: SCOPES.filter((scope) => scope !== 'privacy:write' && scope !== 'system:write'),
  analyst: [...READS, ...CALLERS, 'calls:write', 'attributions:write', 'shares:write'],
  viewer: READS,
};

/** Returns the scopes of a person. @param seesCallers whether a viewer sees callers' numbers and recordings */
export function scopesOfRole(role: Role, seesCallers: boolean): ReadonlySet<Scope> {
  return scopesOf([...SCOPES_OF[role], ...(seesCallers ? CALLERS : [])]);
}
