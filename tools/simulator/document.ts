/** An element of a call document. `text` is what stands directly behind its tag. */
export type Element = { name: string; attributes: Record<string, string>; text: string };

/** The elements of a call document of ours in their order, whatever they stand in. It reads no other XML than that. */
export function elementsOf(document: string): Element[] {
  return [...document.matchAll(/<([A-Za-z]+)((?: [A-Za-z]+="[^"]*")*)\/?>([^<]*)/g)].map(
    ([, name = '', attributes = '', text = '']) => ({
      name,
      attributes: Object.fromEntries(
        [...attributes.matchAll(/ ([A-Za-z]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [
          key,
          unescapeXml(value),
        ]),
      ),
      text: unescapeXml(text),
    }),
  );
}

/** The attribute of the first element of that name; empty where there is none. */
export function attributeOf(elements: readonly Element[], name: string, attribute: string): string {
  return elements.find((element) => element.name === name)?.attributes[attribute] ?? '';
}

function unescapeXml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
