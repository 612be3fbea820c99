/** An element of a call document. `text` follows directly behind its tag. */
export type Element = { name: string; attributes: Record<string, string>; text: string };

/** Returns the elements of one of our call documents in their order, at any depth. It cannot read other XML. */
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

/** Returns the attribute of the first element with the name. Without such an element it returns an empty text. */
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
