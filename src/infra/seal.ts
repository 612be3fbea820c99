/** Encryption of texts at rest: AES-256-GCM, with keys that HKDF derives from secret words. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

export type Seal = {
  /** @param of the record that the text belongs to. The text does not open for another record. */
  close(text: string, of: string): string;
  /** Throws `SealError` when no key opens the text. */
  open(sealed: string, of: string): string;
  /** Returns whether the first word opens the text. Another one may have sealed it before that word was set. */
  isNewest(sealed: string, of: string): boolean;
};

export class SealError extends Error {
  override readonly name = 'SealError';
}

const VERSION = 'v1';
const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Creates a seal. A sealed text is `v1.` and, in base64url, a random IV, the encrypted text and GCM's tag.
 * @param words the first one seals, and each of them opens. So an operator can replace a word without a new seal on all texts.
 */
export function createSeal(words: readonly [string, ...string[]]): Seal {
  const keys = words.map((word) =>
    Buffer.from(hkdfSync('sha256', word, '', `ringtrail seal ${VERSION}`, 32)),
  );
  const [first] = keys;
  if (!first) throw new Error('a seal needs a key');

  return {
    close(text, of) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, first, iv).setAAD(Buffer.from(of));
      const parts = [iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
      return `${VERSION}.${Buffer.concat(parts).toString('base64url')}`;
    },

    open(sealed, of) {
      const bytes = bytesOf(sealed);
      for (const key of keys) {
        const text = decrypt(bytes, key, of);
        if (text !== null) return text;
      }
      throw new SealError(`No key opens the sealed text of ${of}.`);
    },

    isNewest: (sealed, of) => decrypt(bytesOf(sealed), first, of) !== null,
  };
}

/** Returns no bytes for a text of another version. */
function bytesOf(sealed: string): Buffer {
  const [version, base64 = ''] = sealed.split('.');
  return version === VERSION ? Buffer.from(base64, 'base64url') : Buffer.alloc(0);
}

/** Returns null when the key is wrong or the bytes were changed. */
function decrypt(bytes: Buffer, key: Buffer, of: string): string | null {
  if (bytes.length < IV_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(of))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}
