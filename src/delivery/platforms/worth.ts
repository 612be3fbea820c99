import type { DeliveryContext } from '../context.ts';

/** Returns the reported value of the call, or else the value of the consumer's settings. Null without value or currency. */
export function worthOf(
  { qualification }: Pick<DeliveryContext, 'qualification'>,
  settings: { value: number | null; currency: string | null },
): { value: number; currency: string } | null {
  const isReported = qualification !== null && qualification.value !== null;
  const value = isReported ? qualification.value : settings.value;
  const currency = (isReported ? qualification.currency : null) ?? settings.currency;
  return value === null || currency === null ? null : { value, currency };
}
