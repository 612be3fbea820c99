/** Money as integers of the currency's smallest unit, so that sums are exact. Floating-point numbers are never added. */
import { z } from 'zod';

const CODE = /^[A-Z]{3}$/;

export const currencySchema = z
  .string()
  .regex(CODE, 'must be a currency code of ISO 4217, such as EUR')
  .meta({ description: 'A currency code of ISO 4217', example: 'EUR' });

export const amountSchema = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,4})?$/, 'must be a decimal text, such as "1250.50"')
  .meta({ description: 'Decimal text, with no more decimals than the currency has', example: '1250.50' });

const digitsByCurrency = new Map<string, number>();

/** Returns the decimals of the currency. One that is not known, or is no code, has two. */
export function decimalsOf(currency: string | null): number {
  if (currency === null || !CODE.test(currency)) return 2;
  const known = digitsByCurrency.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  digitsByCurrency.set(currency, digits);
  return digits;
}

/** Returns whether the amount has no more decimals than the currency. */
export function fitsCurrency(amount: string, currency: string): boolean {
  return (amount.split('.')[1]?.replace(/0+$/, '').length ?? 0) <= decimalsOf(currency);
}

/** Returns the amount in the currency's smallest unit. The amount fits the currency. */
export function unitsOf(amount: string, currency: string | null): bigint {
  const [whole = '0', decimals = ''] = amount.split('.');
  const digits = decimalsOf(currency);
  return BigInt(whole + decimals.padEnd(digits, '0').slice(0, digits));
}

/** Returns the value of a call in the currency's smallest unit, rounded to it. */
export function unitsOfValue(value: number, currency: string | null): bigint {
  return BigInt(value.toFixed(decimalsOf(currency)).replace('.', ''));
}

/** Returns decimal text for an amount in the smallest unit. */
export function amountOf(units: bigint, currency: string | null): string {
  const digits = decimalsOf(currency);
  const text = String(units).padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Returns the amount for each of `count`, rounded half up to the smallest unit. */
export function unitsPer(units: bigint, count: number): bigint {
  const all = BigInt(count);
  return (2n * units + all) / (2n * all);
}
