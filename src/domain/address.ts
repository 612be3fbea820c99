import { z } from 'zod';

/** The address of a system of somebody else. */
export const addressSchema = z
  .string()
  .max(2048)
  .refine(isHttpUrl, 'must be an https URL without user name, password and fragment');

function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hash } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && !username && !password && !hash;
}
