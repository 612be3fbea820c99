/**
 * Finds where a page has the endpoint's number, by the tags' own search, and changes nothing. The gateway runs it over a parsed page to check
 * an installation.
 */
import { moreContent } from './options/content.ts';
import { isElement, type Line, type Root } from './replace/lines.ts';
import { isIn, type Phone, phoneOf, rewrite, SEAM } from './replace/phone.ts';
import { digitsOf } from './replace/plain.ts';
import { type MoreContent, telAttributesOf, walk } from './replace/walk.ts';
import type { Preview, Previewed, Spot, UnchangedBecause } from './spots.ts';

/** Noncharacters of Unicode: no page has them. */
const OPEN = '\uFDD0';
const CLOSE = '\uFDD1';
const SIGN = '\uFDD2';
/** A number of another country is written as a whole, so this sign shows where a number begins and ends. */
const MARK: Phone = { callingCode: '', national: SIGN };
const MARK_TEXT = `+${SIGN}`;

const MAX_SPOTS = 40;
/** The HTML before and after a number, in characters. */
const AROUND_CHARS = 160;
/** An element with less text than this is shown with its parent. */
const SMALL_CHARS = 80;

/** A text or an attribute that has the number. */
type Place = { line: Line } | { element: Element; name: string; isLink: boolean };

/** A number in a place: its range in the whole text, and the node in which it begins. */
type Found = {
  place: Place;
  start: number;
  end: number;
  home: Node;
  name: string | null;
  offset: number;
};

/** Selects nothing: the second search leaves nothing alone. */
const NOTHING = 'ringtrail-nothing';

const REASONS: [selector: string, reason: UnchangedBecause][] = [
  ['[data-ringtrail=off]', 'off'],
  ['script[type="application/ld+json"]', 'json_ld'],
  ['script,style', 'script'],
  ['textarea,select,input', 'field'],
  ['[contenteditable]:not([contenteditable=false])', 'editable'],
  ['noscript', 'noscript'],
  ['img,picture,svg image', 'image'],
  ['head', 'title'],
];

/** Returns the places of the document that have the number: those that the tags would change, and those that they leave alone. */
export function preview({ config, example }: Previewed): Preview {
  const own: Phone = { ...config };
  // A parsed page has no shadow roots: scripts make them.
  const more = moreContent({ ...config, shadowRoots: false }, () => undefined);
  const changed = findNumbers(own, more);
  const isChanged = (one: Found) =>
    changed.some(({ home, name, offset }) => home === one.home && name === one.name && offset === one.offset);
  const others = findNumbers(own, everything()).filter((one) => !isChanged(one));

  const shown = phoneOf(example.number, own, example.national);
  return {
    changes: changed.slice(0, MAX_SPOTS).map((found) => spotOf(found, own, shown)),
    changing: changed.length,
    unchanged: others.slice(0, MAX_SPOTS).map((found) => spotOf(found, own, null)),
  };
}

/** Looks at each attribute too, and leaves nothing alone. */
function everything(): MoreContent {
  return {
    leftAlone: NOTHING,
    attributes: [],
    isMessagingLink: () => false,
    textsOf: (element) =>
      element.getAttributeNames().filter((name) => /\d/.test(element.getAttribute(name) || '')),
    concerns: (element) => element.hasAttributes(),
  };
}

/** Returns each number that the search finds, once. It reads a line again for each number in it. */
function findNumbers(own: Phone, more: MoreContent): Found[] {
  const numbers: Found[] = [];
  const seen = new Set<Node | null>();
  const add = (place: Place) => {
    for (const [start, end] of rangesIn(place, own))
      numbers.push({ place, start, end, ...homeOf(place, start) });
  };
  const steps = walk(
    new Set<Root>([document.documentElement]),
    {
      isNumber_: (digits) => isIn(digits, own),
      line_(line) {
        const [first = null] = line;
        if (!seen.has(first)) add({ line });
        seen.add(first);
      },
      element_(element) {
        const links = new Set(telAttributesOf(element));
        if (more.isMessagingLink(element)) links.add('href');
        for (const name of new Set([...links, ...more.textsOf(element)])) {
          const isLink = links.has(name) || /^(href|src|srcset)$/.test(name);
          if (isIn(digitsOf(element.getAttribute(name) || ''), own)) add({ element, name, isLink });
        }
      },
    },
    more,
  );
  while (!steps.next().done);
  return numbers;
}

/** Returns the text or element in which a number of the place begins, and where there. */
function homeOf(place: Place, start: number): Pick<Found, 'home' | 'name' | 'offset'> {
  if ('name' in place) return { home: place.element, name: place.name, offset: start };
  let offset = start;
  for (const text of place.line) {
    const length = text ? text.data.length : SEAM.length;
    if (text && offset < length) return { home: text, name: null, offset };
    offset -= length;
  }
  return { home: document.documentElement, name: null, offset };
}

function partsOf(place: Place): string[] {
  return 'line' in place
    ? place.line.map((text) => (text ? text.data : SEAM))
    : [place.element.getAttribute(place.name) || ''];
}

function isInTelLink(place: Place): boolean {
  if ('name' in place) return place.isLink;
  return place.line.some((text) => text?.parentElement?.closest('[href^=tel]'));
}

/** Returns where the numbers begin and end in the whole text of the place. */
function rangesIn(place: Place, own: Phone): [start: number, end: number][] {
  const parts = partsOf(place);
  const text = parts.join('');
  const signs = [...text];
  const starts: number[] = [];
  const isLink = 'name' in place && place.isLink;
  const marked = rewrite(
    parts,
    own,
    MARK,
    isLink,
    () => isInTelLink(place),
    (sign) => {
      starts.push(signs.slice(0, sign).join('').length);
    },
  );
  const between = marked.join('').split(MARK_TEXT);
  return starts.map((start, i) => {
    const next = starts[i + 1] ?? text.length;
    return [start, next - (between[i + 1] as string).length];
  });
}

function spotOf({ place, start, end, home }: Found, own: Phone, shown: Phone | null): Spot {
  const number = partsOf(place).join('').slice(start, end).replaceAll(SEAM, '');
  const isLink = 'name' in place && place.isLink;
  return {
    ...{ place: 'line' in place ? 'text' : isLink ? 'link' : 'attribute' },
    ...{ attribute: 'line' in place ? null : place.name },
    ...htmlAround(place, start, end),
    ...{ becomes: shown && (rewrite([number], own, shown, isLink, () => true)[0] ?? null) },
    ...{ because: shown ? null : reasonOf(home, isLink) },
  };
}

function reasonOf(home: Node, isLink: boolean): UnchangedBecause {
  const element = isElement(home) ? home : home.parentElement;
  const found = REASONS.find(([selector]) => element?.closest(selector));
  if (found) return found[1];
  return isLink ? 'messaging' : 'attribute';
}

/** Returns the HTML around a range of the place. The document is as before afterwards. */
function htmlAround(place: Place, start: number, end: number): Pick<Spot, 'before' | 'found' | 'after'> {
  const html = 'line' in place ? htmlOfLine(place.line, start, end) : htmlOfAttribute(place, start, end);
  const [before = '', rest = ''] = html.split(OPEN);
  const [found = '', after = ''] = rest.split(CLOSE);
  return { before: before.slice(-AROUND_CHARS), found, after: after.slice(0, AROUND_CHARS) };
}

function htmlOfLine(line: Line, start: number, end: number): string {
  const texts: [text: Text, data: string][] = [];
  let offset = 0;
  let isOpen = false;
  for (const text of line) {
    const length = text ? text.data.length : SEAM.length;
    const [from, to] = [start - offset, end - offset];
    if (text && to > 0 && from < length) {
      texts.push([text, text.data]);
      const head = isOpen
        ? text.data.slice(0, to)
        : text.data.slice(0, from) + OPEN + text.data.slice(from, to);
      text.data = to <= length ? head + CLOSE + text.data.slice(to) : head;
      isOpen = true;
    }
    offset += length;
  }
  const html = around(texts.map(([text]) => text)).outerHTML;
  for (const [text, data] of texts) text.data = data;
  return html;
}

/** Returns the element that has all texts, with its parent where it is small. */
function around([first, ...others]: Text[]): Element {
  let element = first?.parentElement ?? document.documentElement;
  while (others.some((text) => !element.contains(text)) && element.parentElement)
    element = element.parentElement;
  const { parentElement: parent } = element;
  const isSmall = (one: Element) => (one.textContent || '').length < SMALL_CHARS;
  return parent && parent !== document.documentElement && isSmall(element) && isElement(parent)
    ? parent
    : element;
}

function htmlOfAttribute(
  { element, name }: { element: Element; name: string },
  start: number,
  end: number,
): string {
  const copy = element.cloneNode((element.textContent || '').length < SMALL_CHARS) as Element;
  const value = element.getAttribute(name) || '';
  copy.setAttribute(
    name,
    `${value.slice(0, start)}${OPEN}${value.slice(start, end)}${CLOSE}${value.slice(end)}`,
  );
  return copy.outerHTML;
}
