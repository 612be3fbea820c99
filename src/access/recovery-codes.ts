import { randomWord } from '../domain/ids.ts';
import { digestOf } from '../registry/port.ts';

const CODES = 10;
const GROUPS = 5;
const GROUP_LENGTH = 5;

/** Returns ten codes of 125 bits each. So a plain digest keeps them (OWASP ASVS 5.0, 6.5.2). */
export function newRecoveryCodes(): string[] {
  const group = () => randomWord(GROUP_LENGTH);
  return Array.from({ length: CODES }, () => Array.from({ length: GROUPS }, group).join('-'));
}

/** Returns the code's SHA-256 digest in hex. The code may be typed in capitals, with letters that look like digits, and without hyphens. */
export function digestOfRecoveryCode(code: string): string {
  const plain = code.toLowerCase().replace(/[^a-z0-9]/g, '');
  return digestOf(plain.replaceAll('o', '0').replace(/[il]/g, '1'));
}
