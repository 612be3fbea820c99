import type { Notice } from '../domain/alert-notice.ts';
import type { DeliveryContext } from './context.ts';

/** The happening that an alert reports: a call, or a state. */
export type AlertSubject = DeliveryContext | Notice;

export function isNotice(subject: AlertSubject): subject is Notice {
  return 'phase' in subject;
}
