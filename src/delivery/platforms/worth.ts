import type { DeliveryContext } from '../context.ts';

export type Worth = { value: number; currency: string };

/** Returns the value and currency of a body that was sent. Null: it had none. */
export function worthFrom(value: number | undefined, currency: string | undefined): Worth | null {
  return value === undefined || currency === undefined ? null : { value, currency };
}

/** Returns the reported value of the call, or else the value of the consumer's settings. Null without value or currency. */
export function worthOf(
  { qualification }: Pick<DeliveryContext, 'qualification'>,
  settings: { value: number | null; currency: string | null },
): Worth | null {
  const isReported = qualification !== null && qualification.value !== null;
  const value = isReported ? qualification.value : settings.value;
  const currency = (isReported ? qualification.currency : null) ?? settings.currency;
  return value === null || currency === null ? null : { value, currency };
}
