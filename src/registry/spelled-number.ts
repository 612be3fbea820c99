import type { Endpoint } from '../domain/model.ts';
import { countryOf, type E164, numberFrom } from '../domain/phone.ts';
import { misfit } from '../domain/problem.ts';
import type { Directory } from './directory.ts';

/** Returns the country whose national spellings are read: the provider's own, else that of its numbers. */
export function countryOfProvider(directory: Directory, provider: string): string | null {
  const country = directory.get('providers', provider)?.country;
  if (country) return country;
  for (const { number } of directory.numbersOfProvider(provider)) return countryOf(number);
  for (const { number } of directory.endpointsOfProvider(provider)) if (number) return countryOf(number);
  return null;
}

/**
 * Returns the country whose national spellings an endpoint's request has: that of its provider, or else that of the number of the
 * endpoint itself.
 */
export function countryOfEndpoint(
  directory: Directory,
  { provider, number }: Pick<Endpoint, 'provider' | 'number'>,
): string | null {
  return countryOfProvider(directory, provider) ?? (number && countryOf(number));
}

/** Says why a text is not read as a number. */
export function unreadable(country: string | null): string {
  return country === null
    ? "must be a phone number with its country, such as +12025550123. The provider's `country` allows national spellings."
    : `must be a phone number of ${country}, or one with its country, such as +12025550123`;
}

/** Returns the number of a request in E.164. Throws `Problem` when it cannot be read. */
export function readNumber(directory: Directory, provider: string, text: string, pointer: string): E164 {
  // A number in E.164 is read without a look at the country.
  const number = numberFrom(text, null);
  if (number) return number;
  const country = countryOfProvider(directory, provider);
  const national = numberFrom(text, country);
  if (national) return national;
  throw misfit([{ pointer, detail: unreadable(country) }]);
}
