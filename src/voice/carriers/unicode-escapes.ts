/** Writes escaped non-ASCII characters as they are. */
export function unescapeUnicode(text: string): string {
  return text.replace(/(?:%[89a-f][0-9a-f])+/gi, (bytes) => {
    try {
      return decodeURIComponent(bytes);
    } catch {
      return bytes;
    }
  });
}

/** Escapes non-ASCII characters. */
export function escapeUnicode(text: string): string {
  return text.replace(/[\u0080-\ud7ff\ue000-\u{10ffff}]+/gu, (characters) => encodeURIComponent(characters));
}
