import type { Session } from '../../session/session.tsx';

/** The sections of the screen, in their order, with the scope that each needs. */
const SCOPES = {
  health: 'system:read',
  keys: 'keys:read',
  people: 'people:read',
  shares: 'shares:read',
  audit: 'audit:read',
  backups: 'system:read',
} as const;
export type Section = keyof typeof SCOPES;
const OF_INSTALLATION: readonly Section[] = ['health', 'backups'];
const SECTIONS = Object.keys(SCOPES) as Section[];

/** Returns the sections that the reader's scopes open. Health and back-ups are those of the installation, for readers of all providers. */
export function sectionsOf({ can, providers }: Pick<Session, 'can' | 'providers'>): Section[] {
  return SECTIONS.filter(
    (section) => can(SCOPES[section]) && (!OF_INSTALLATION.includes(section) || providers === null),
  );
}
