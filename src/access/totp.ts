/** One-time codes by RFC 6238, as authenticator apps make them: SHA-1, six digits, 30 seconds. */
import { Secret, TOTP } from 'otpauth';

const PERIOD_SECONDS = 30;
/** Codes of one step before and after count: clocks differ, and people type slowly. */
const WINDOW_STEPS = 1;
/** A code counts for no longer than this. */
export const CODE_LIFE_MS = (2 * WINDOW_STEPS + 1) * PERIOD_SECONDS * 1000;

/** Returns a new secret of 160 bits, in base32. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** Returns the URI that authenticator apps read from a QR code. @param account the account's name in the app */
export function totpUri(secret: string, account: string): string {
  return totpOf(secret, account).toString();
}

/** Returns the step whose code this is. null: it is the code of no step that counts now. */
export function stepOfCode(secret: string, code: string, now: Date): number | null {
  const timestamp = now.getTime();
  const delta = totpOf(secret).validate({ token: code, timestamp, window: WINDOW_STEPS });
  return delta === null ? null : TOTP.counter({ period: PERIOD_SECONDS, timestamp }) + delta;
}

function totpOf(secret: string, label = ''): TOTP {
  return new TOTP({
    ...{ issuer: 'Ringtrail', label, secret: Secret.fromBase32(secret) },
    ...{ algorithm: 'SHA1', digits: 6, period: PERIOD_SECONDS },
  });
}
