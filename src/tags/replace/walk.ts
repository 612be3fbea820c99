/** Walks through a part of the page for texts and `tel:` links that may show a number. */

/** The place of a walk: an element, or the inside of one. */
export type Root = Element | ShadowRoot;

/** Texts that stand in one line, whatever elements they are split over; null: an element begins or ends. */
export type Line = (Text | null)[];

export const LEFT_ALONE =
  'head,script,style,noscript,textarea,select,[contenteditable]:not([contenteditable=false]),[data-ringtrail=off]';
const INLINE = /^(a|abbr|b|bd[io]|em|font|i|label|mark|s|small|span|strong|su[bp]|u|wbr)$/i;
/** Cells and breaks are never a part of a line, and there are many of them. */
const NEVER_INLINE = /^(t[dhr]|br)$/i;
// The values of NodeFilter.SHOW_…, NodeFilter.FILTER_… and Node.ELEMENT_NODE, whose names would weigh more than they explain.
const ELEMENTS_AND_TEXTS = 5;
const ACCEPT = 1;
const REJECT = 2;
const ELEMENT = 1;
const TEXT = 3;

/** A `tel:` or `callto:` address, or one within a script. */
const TEL = /^\s*(tel|callto):|['"`](tel|callto):/i;

/** After this many nodes the walk asks its caller whether there is time for more. */
const PATIENCE = 200;

/** The parts of a page that a site wants looked at besides its texts and `tel:` links. */
export type MoreContent = {
  /** The selector of what the page keeps to itself. */
  leftAlone: string;
  /** The attributes whose changes matter. */
  attributes: string[];
  /** Whether something of the element itself may be replaced; its open shadow root, if it has one, is entered. */
  concerns(element: Element): boolean;
  isMessagingLink(element: Element): boolean;
  /** The element's attributes in which the number is replaced as in a text. */
  textsOf(element: Element): string[];
};

/** All lines and links under `root`. Undefined comes in between so that the caller can pause. */
export function* walk(root: Root, more?: MoreContent): Generator<Line | Element | undefined> {
  const leftAlone = WITH_CONTENT && more ? more.leftAlone : LEFT_ALONE;
  const top = WITH_CONTENT && !isElement(root) ? (root as ShadowRoot).host : (root as Element);
  if (top.closest(leftAlone)) return;
  let line: Line = [];
  let block: Node | null = null;
  let visited = 0;

  const walker = document.createTreeWalker(root, ELEMENTS_AND_TEXTS, (node) => {
    if (!isInline(node)) block = null;
    return isElement(node) && node.matches(leftAlone) ? REJECT : ACCEPT;
  });
  // While we paused the page may have taken the root away.
  for (let node: Node | null = root; node && root.isConnected; node = walker.nextNode()) {
    if (isElement(node)) {
      if (telAttributesOf(node).length || (WITH_CONTENT && more?.concerns(node))) yield node;
    } else if (node.nodeType === TEXT) {
      const home = blockOf(node);
      if (home !== block) {
        if (hasDigit(line)) yield line;
        line = [];
        block = home;
      }
      const last = line[line.length - 1];
      if (last && last.parentNode !== node.parentNode) line.push(null);
      line.push(node as Text);
    }
    if (++visited % PATIENCE === 0) yield;
    // Or what we stood on: we begin again rather than miss the rest.
    if (!walker.currentNode.isConnected) walker.currentNode = root;
  }
  if (hasDigit(line)) yield line;
}

export function isElement(node: Node): node is Element {
  return node.nodeType === ELEMENT;
}

/** The attributes by which pages dial: links, those of SVG, buttons of forms, and scripts. */
export const DIALLING = ['href', 'xlink:href', 'formaction', 'data-href', 'onclick'];

/** Returns the names of the element's attributes that dial a number. */
export function telAttributesOf(element: Element): string[] {
  return element.hasAttributes() ? DIALLING.filter((name) => TEL.test(element.getAttribute(name) || '')) : [];
}

/** Returns whether the browser lays the node out within a line. Other elements are asked only if they may hold a piece of a number. */
export function isInline(node: Node): boolean {
  const { nodeName } = node;
  if (node.nodeType === TEXT || INLINE.test(nodeName)) return true;
  if (!isElement(node) || NEVER_INLINE.test(nodeName) || !holdsPiece(node)) return false;
  return /^inline/.test(getComputedStyle(node).display);
}

/** Returns whether the first text within the node may be a piece of a number. Libraries that split texts nest two levels. */
function holdsPiece(node: Node): boolean {
  let first: Node | null = node;
  for (let level = 0; first && level < 3; level++) {
    first = first.firstChild;
    if (first?.nodeType === TEXT) return /^[\d\s()+./-]{1,20}$/.test((first as Text).data);
  }
  return false;
}

/** The element whose lines the node is part of. */
export function blockOf(node: Node): Element | null {
  let parent = node.parentElement;
  while (parent && isInline(parent)) parent = parent.parentElement;
  return parent;
}

function hasDigit(line: Line): boolean {
  return line.some((text) => text && /\p{Nd}/u.test(text.data));
}
