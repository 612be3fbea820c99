import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { Person } from '../../../../../tools/client/operations.ts';
import { useText } from '../../../text/language.ts';
import { roleText } from '../../../text/roles.ts';
import { ProviderChoices, providersOf } from '../choices.tsx';
import css from '../system.module.css';
import { systemText } from '../text.ts';

type Rights = Pick<Person, 'role' | 'providers' | 'seesCallers'>;
const ROLES = ['owner', 'manager', 'analyst', 'viewer'] as const;

/** The fields for what a person may do and see. */
export function RoleFields({ of }: { of: Rights }) {
  const text = useText(systemText);
  const { roles, rights } = useText(roleText);
  const [role, setRole] = useState(of.role);
  return (
    <>
      <NativeSelect
        name="role"
        label={text.role}
        description={rights[role]}
        value={role}
        onChange={({ currentTarget }) => setRole(roleFrom(currentTarget.value))}
        data={ROLES.map((value) => ({ value, label: roles[value] }))}
      />
      {role === 'viewer' && (
        <label className={css.choice}>
          <input type="checkbox" name="seesCallers" defaultChecked={of.seesCallers} />
          {text.seesCallers}
        </label>
      )}
      <ProviderChoices chosen={of.providers} />
    </>
  );
}

/** Returns what the fields say. */
export function rightsOf(fields: FormData): {
  role: Person['role'];
  providers: string[] | null;
  seesCallers: boolean;
} {
  return {
    role: roleFrom(fields.get('role')),
    providers: providersOf(fields),
    seesCallers: fields.has('seesCallers'),
  };
}

function roleFrom(value: unknown): Person['role'] {
  return ROLES.find((role) => role === value) ?? 'viewer';
}
