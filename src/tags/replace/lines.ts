/** Finds the texts that the browser lays out in one line, whatever elements they are split over. */

/** An element, or the inside of one. */
export type Root = Element | ShadowRoot;

/** Texts that stand in one line; null: an element begins or ends. */
export type Line = (Text | null)[];

/** The last three are shown nowhere, so that they part no line. */
const INLINE =
  /^(a|abbr|b|bd[io]|em|font|i|label|mark|s|small|span|strong|su[bp]|u|wbr|script|style|noscript)$/i;

// The values of Node.…_NODE, whose names would weigh more than they explain.
const ELEMENT = 1;
export const TEXT = 3;

/** Returns the lines of a block without those of blocks within it, and without elements that `leftAlone` selects. */
export function linesOf(block: Root, leftAlone: string): Line[] {
  let line: Line = [];
  const lines = [line];
  /** The parent of the last text. */
  let home: Node | undefined;
  const read = (parent: Node) => {
    for (let node = parent.firstChild; node; node = node.nextSibling) {
      if (node.nodeType === TEXT) {
        if (line[0] && home !== parent) line.push(null);
        line.push(node as Text);
        home = parent;
      } else if (isElement(node)) {
        if (!isInline(node)) {
          line = [];
          lines.push(line);
        } else if (!node.matches(leftAlone)) read(node);
      }
    }
  };
  read(block);
  return lines;
}

export function isElement(node: Node): node is Element {
  return node.nodeType === ELEMENT;
}

/** Returns whether the browser lays the node out within a line. Other elements are asked only if they may hold a piece of a number. */
export function isInline(node: Node): boolean {
  const { nodeName } = node;
  return (
    node.nodeType === TEXT ||
    INLINE.test(nodeName) ||
    (isElement(node) &&
      // Nobody splits a number over several of these, and there are many of them.
      !/^(p|h\d|t[dhr]|li|d[dt])$/i.test(nodeName) &&
      // A piece of a number has some signs, and no letters.
      /^(\s*[^\sa-z]){1,20}\s*$/i.test(node.textContent as string) &&
      /^inline/.test(getComputedStyle(node).display))
  );
}

/** The element whose lines the node is part of. */
export function blockOf(node: Node): Element | null {
  let parent = node.parentElement;
  while (parent && isInline(parent)) parent = parent.parentElement;
  return parent;
}
