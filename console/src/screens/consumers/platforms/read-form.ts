import { FIELDS, type Field, type PlatformKind } from './fields.ts';

type Members = Record<string, unknown>;

/** The members of a consumer that a platform's form has. */
export type FormMembers = { name: string; rule: Members; settings: Members; credentials: Members };

/** Reads the form. An empty credential is left out: a change keeps the former one. */
export function readForm(fields: FormData, kind: PlatformKind): FormMembers {
  const entered = (name: string) => String(fields.get(name) ?? '').trim();
  const value = entered('value');
  const members = (part: Field['part']) =>
    Object.fromEntries(
      FIELDS[kind].filter((field) => field.part === part).flatMap((field) => memberOf(field, fields)),
    );
  return {
    name: entered('name'),
    rule: {
      outcomes: fields.has('answered') ? ['answered'] : null,
      minTalkSeconds: Number(entered('minTalkSeconds')) || 0,
      qualified: fields.has('qualified'),
    },
    settings: {
      ...members('settings'),
      value: value === '' ? null : Number(value.replace(',', '.')),
      currency: entered('currency').toUpperCase() || null,
    },
    credentials: members('credentials'),
  };
}

/** Returns the field's member, or nothing where the gateway's default or the former value stays. */
function memberOf({ name, type, part, isOptional }: Field, fields: FormData): [string, unknown][] {
  if (type === 'check') return [[name, fields.has(name)]];
  const text = String(fields.get(name) ?? '').trim();
  if (text === '') return part === 'settings' && isOptional && name !== 'eventName' ? [[name, null]] : [];
  // Google writes the number of an account with dashes.
  return [[name, type === 'account' ? text.replace(/[\s-]/g, '') : text]];
}
