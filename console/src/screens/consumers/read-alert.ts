import type { Alert, AlertKind } from './alert-fields.tsx';

/** The members of an alert that its form has. A secret address that was left empty is missing. */
export type AlertMembers = {
  name: string;
  settings: Pick<Alert['settings'], 'about' | 'withCaller' | 'quietMinutes'> & { to?: string[] };
  credentials?: { url: string };
};

export function readAlert(fields: FormData, kind: AlertKind): AlertMembers {
  const entered = (name: string) => String(fields.get(name) ?? '').trim();
  const limit = (name: string) => (fields.has(name) ? { [name]: Number(entered(name)) } : {});
  const settings = {
    about: entered('about') as Alert['settings']['about'],
    withCaller: fields.has('withCaller'),
    quietMinutes: Number(entered('quiet')),
    ...limit('lowMinutes'),
    ...limit('failingMinutes'),
  };
  const name = entered('name');
  if (kind === 'email') return { name, settings: { ...settings, to: addressesIn(entered('to')) } };
  return { name, settings, ...(entered('url') && { credentials: { url: entered('url') } }) };
}

/** Returns the addresses of a list that people separate as they like. */
export function addressesIn(text: string): string[] {
  return text.split(/[\s,;]+/).filter(Boolean);
}
