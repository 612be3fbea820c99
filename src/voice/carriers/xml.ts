/** The attributes of an element. One that is undefined is left out. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Returns a call document. Its root is `Response` in every carrier's XML. */
export function responseDocument(verbs: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${verbs.join('')}</Response>`;
}

/** Returns an element. @param content markup, or the result of `escapeXml` */
export function element(name: string, attributes: Attributes = {}, content = ''): string {
  let tag = `<${name}`;
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined) tag += ` ${attribute}="${escapeXml(String(value))}"`;
  }
  return content === '' ? `${tag}/>` : `${tag}>${content}</${name}>`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Characters that XML 1.0 cannot hold in any spelling, among them half of a surrogate pair. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the ones to remove
const IMPOSSIBLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu;

/** Text that needs no change. Most text is, and this test is cheaper than the change. */
const HARMLESS = /^[\w \-.,:;/?=+@()!#*%]*$/;

/** Escapes text for use between tags and in attributes. */
export function escapeXml(text: string): string {
  if (HARMLESS.test(text)) return text;
  return text.replace(IMPOSSIBLE, '').replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
