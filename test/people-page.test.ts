import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ROLES, scopesOfRole } from '../src/domain/role.ts';
import { SCOPES } from '../src/domain/scope.ts';

const path = new URL('../docs/people.md', import.meta.url);

/** Returns the table of roles as docs/people.md has it. */
function rolesTable(): string {
  const rows = SCOPES.map((scope) => [
    `\`${scope}\``,
    ...ROLES.map((role) => (scopesOfRole(role, false).has(scope) ? 'yes' : '-')),
  ]);
  return [['scope', ...ROLES], Array(ROLES.length + 1).fill('---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
}

it('docs/people.md has the scopes of each role; RINGTRAIL_TEST_WRITE_PAGE=on writes them', () => {
  const page = readFileSync(path, 'utf8').replace(/^\| scope \|.*\n(?:\|.*\n)+/m, rolesTable());
  if (process.env.RINGTRAIL_TEST_WRITE_PAGE === 'on') writeFileSync(path, page);
  expect(readFileSync(path, 'utf8')).toBe(page);
});
