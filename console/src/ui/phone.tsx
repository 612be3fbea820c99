import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** Writes a number in E.164 as its country does. Other text, such as a SIP address or a masked caller, stays. */
export function phoneText(value: string): string {
  if (!value.startsWith('+')) return value;
  return parsePhoneNumberFromString(value)?.formatInternational() ?? value;
}

/** A phone number that never breaks within a line. */
export function Phone({ value }: { value: string }) {
  return <bdi data-phone>{phoneText(value).replaceAll(' ', ' ')}</bdi>;
}
