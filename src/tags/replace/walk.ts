/** Walks through a part of the page for texts and `tel:` links that may show a number. */
import { blockOf, isElement, type Line, linesOf, type Root, TEXT } from './lines.ts';
import { digitsOf } from './plain.ts';

export const LEFT_ALONE =
  'head,script,style,noscript,textarea,select,[contenteditable]:not([contenteditable=false]),[data-ringtrail=off]';

/** One array serves all nodes without anything to replace. */
const NONE: never[] = [];
/** A `tel:` or `callto:` address, or one within a script. */
const TEL = /(^\s*|['"`])(tel|callto):/i;

/** After this many nodes the walk asks its caller whether there is time for more. */
const PATIENCE = 200;
/** A number has fewer digits. */
const MAX_DIGITS = 20;

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

/** What a walk calls for the things that it finds. */
type Finds = {
  /** Returns whether these digits hold a number. */
  isNumber_(digits: string): boolean;
  /** A line that may show a number. */
  line_(line: Line): void;
  /** An element that dials, or that a site wants looked at. */
  element_(element: Element): void;
};

/**
 * Walks through all under each root, and takes the roots out of the set. The caller can pause at each step, and add more roots meanwhile.
 * Most texts cost no more than a look at their digits.
 */
export function* walk(roots: Set<Root>, finds: Finds, more?: MoreContent): Generator<void> {
  const leftAlone = WITH_CONTENT && more ? more.leftAlone : LEFT_ALONE;
  let visited = 0;
  for (const root of roots) {
    roots.delete(root);
    if (WITH_CONTENT && !isElement(root) && root.host.closest(leftAlone)) continue;
    let digits = '';

    /** Returns the lines around the text if its digits complete a number. They have no such digits any more when they are replaced. */
    const linesAt = (text: Text): Line[] => {
      const own = digitsOf(text.data);
      if (!own || text.parentElement?.closest(leftAlone)) return NONE;
      digits = digits.slice(-MAX_DIGITS) + own;
      if (!finds.isNumber_(digits)) return NONE;
      digits = '';
      return linesOf(blockOf(text) || root, leftAlone);
    };

    for (let node: Node | null = root; node; node = nodeAfter(node, root)) {
      let isStep = ++visited % PATIENCE === 0;
      if (node.nodeType === TEXT) {
        for (const line of linesAt(node as Text)) {
          finds.line_(line);
          isStep = true;
        }
      } else if (
        isElement(node) &&
        (telAttributesOf(node).length || (WITH_CONTENT && more?.concerns(node)))
      ) {
        if (!node.closest(leftAlone)) finds.element_(node);
      }
      if (!isStep) continue;
      yield;
      // While we paused the page may have taken the root away.
      if (!root.isConnected) break;
      // Or what we stood on: we begin again rather than miss the rest.
      if (!node.isConnected) node = root;
    }
  }
}

/** Returns the node after this one within `root`, in the order of the document. With `isDone` it is not one within this one. */
function nodeAfter(node: Node, root: Node, isDone?: boolean): Node | null {
  if (!isDone && node.firstChild) return node.firstChild;
  if (node === root) return null;
  return node.nextSibling || (node.parentNode && nodeAfter(node.parentNode, root, true));
}

/** The attributes by which pages dial: links, those of SVG, buttons of forms, and scripts. */
export const DIALLING = ['href', 'xlink:href', 'formaction', 'data-href', 'onclick'];

/** Returns the names of the element's attributes that dial a number. */
export function telAttributesOf(element: Element): string[] {
  return element.hasAttributes()
    ? DIALLING.filter((name) => TEL.test(element.getAttribute(name) || ''))
    : NONE;
}
