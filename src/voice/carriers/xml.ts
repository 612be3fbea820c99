/** An attribute that is undefined is left out. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** A call document: its root is `Response` with every carrier that speaks XML. */
export function responseDocument(verbs: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${verbs.join('')}</Response>`;
}

/** @param content markup, or text that has gone through `escapeXml` */
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

/** Characters that XML 1.0 cannot hold in any spelling; half of a surrogate pair is one of them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must go
const IMPOSSIBLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu;

/** Most text needs no change, which is found out at less cost than the change. */
const HARMLESS = /^[\w \-.,:;/?=+@()!#*%]*$/;

/** The text as it may stand between tags and in attributes. */
export function escapeXml(text: string): string {
  if (HARMLESS.test(text)) return text;
  return text.replace(IMPOSSIBLE, '').replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
