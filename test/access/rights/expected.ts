/** What each request of these tests must answer for a sender with these rights. Written apart from src/domain/role.ts. */

export type Rights = {
  /** null: the sender has no rights at all. */
  role: 'owner' | 'manager' | 'analyst' | 'viewer' | null;
  /** null: all. */
  providers: string[] | null;
};

export const NOTHING: Rights = { role: null, providers: null };

const MAY_READ = {
  '/v1/calls': ['owner', 'manager', 'analyst', 'viewer'],
  '/v1/shares': ['owner', 'manager', 'analyst'],
  '/v1/people': ['owner', 'manager'],
  '/v1/keys': ['owner', 'manager'],
  '/v1/audit': ['owner', 'manager'],
} as const satisfies Record<string, readonly Rights['role'][]>;

/** Returns the paths that the tests read: lists, and the records of two providers. */
export function pathsOf(providers: readonly string[]): string[] {
  return [...Object.keys(MAY_READ), ...providers.map((id) => `/v1/providers/${id}`)];
}

/** Returns the status of the answer to a GET. */
export function expectedStatus({ role, providers }: Rights, path: string): number {
  if (role === null) return 401;
  const readers: readonly Rights['role'][] | undefined = MAY_READ[path as keyof typeof MAY_READ];
  if (readers) return readers.includes(role) ? 200 : 403;
  const provider = path.split('/').at(-1) ?? '';
  return providers === null || providers.includes(provider) ? 200 : 404;
}
