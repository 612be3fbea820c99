import type { DeliveryContext } from '../context.ts';

/** What the call was worth: what somebody said of it, else what the consumer's settings say. Never one without the other. */
export function worthOf(
  { qualification }: Pick<DeliveryContext, 'qualification'>,
  settings: { value: number | null; currency: string | null },
): { value: number; currency: string } | null {
  const isSaid = qualification !== null && qualification.value !== null;
  const value = isSaid ? qualification.value : settings.value;
  const currency = (isSaid ? qualification.currency : null) ?? settings.currency;
  return value === null || currency === null ? null : { value, currency };
}
