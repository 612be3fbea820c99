'use client';

import { type AnchorHTMLAttributes, createElement, type ReactElement, useSyncExternalStore } from 'react';
import { type OwnNumber, type PhoneNumber as Phone, phoneNumber, shownNumber, subscribe } from './numbers.ts';

export type { OwnNumber } from './numbers.ts';

const ofServer = () => undefined;

/** Returns the visit's number for the endpoint, and the endpoint's own until there is one, on a server and during hydration. */
export function usePhoneNumber(own: OwnNumber): Phone {
  const shown = useSyncExternalStore(subscribe, () => shownNumber(own.endpoint), ofServer);
  return phoneNumber(own, shown);
}

type Props = OwnNumber & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href' | 'children'>;

/** A link that shows and dials the visit's number. The tags leave it to React. */
export function PhoneNumber({ endpoint, number, national, ...attributes }: Props): ReactElement {
  const shown = usePhoneNumber({ endpoint, number, national });
  return createElement('a', { ...attributes, href: shown.href, 'data-ringtrail': 'off' }, shown.national);
}
