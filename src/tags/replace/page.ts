/** Shows a number in the page wherever it writes the endpoint's, also in what it writes later. */
import type { CommunicationConfig } from '../config.ts';
import { moreContent } from '../options/content.ts';
import { safely } from '../safely.ts';
import { awaitHydration, watchHydration } from './hydration.ts';
import { blockOf, isElement, isInline, type Root } from './lines.ts';
import { isIn, type Phone, rewrite, SEAM, samePhone } from './phone.ts';
import { DIALLING, telAttributesOf, walk } from './walk.ts';

/**
 * The work is done in slices of this many milliseconds, with rests between two looks at the page's changes. A page that
 * writes without end, or reverts our changes, costs its visitor no more than that.
 */
const SLICE = 5;
const REST = 50;
/** The number of changes that are remembered. A framework adopts elements that were there from the beginning. */
const MAX_CHANGES = 500;

/** Texts that are read as one, or an attribute. */
type Spot = [places: (Text | Attr | null)[], isLink?: boolean | undefined];

export type Replacement = {
  /** Looks for the page's own number without changing anything, until a number is shown. Calls `found` for each node that shows it. */
  seek_(found: (node: Node) => void): void;
  /** Shows the number from now on. */
  show_(phone: Phone): void;
  /** Leaves this number alone from now on, because another endpoint shows it. */
  giveUp_(phone: Phone): void;
  /** Replaces the number in the link if that is still to do. Returns whether the link carries the number shown. */
  carries_(link: Element): boolean;
};

export function replaceNumbers(own: Phone, config: CommunicationConfig): Replacement {
  let current = own;
  /** What the page may write or still show: its own number and what we showed before. */
  let replaced: Phone[] = [];
  const waiting = new Set<Root>();
  let walking: ReturnType<typeof walk> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let rest = 0;
  let rested = 0;
  let report: ((node: Node) => void) | undefined;
  /** Where the search has found the number, so that no second walk is needed to replace it. */
  let spots: Spot[] = [];
  /** The changed texts and attributes, with what they held. */
  let changes: [place: Text | Attr, before: string, now: string][] = [];
  let adoptions = 0;

  const replace = safely<Spot, void>((places, isLink = false) => {
    const texts = places.map((place) => (place ? (place.nodeValue as string) : SEAM));
    const isInLink = () => isLink || places.some((place) => place?.parentElement?.closest('[href^=tel]'));
    if (report) {
      const found = (start = 0) => {
        if (spots.length < MAX_CHANGES) spots.push([places, isLink]);
        report?.(WITH_TIMING ? homeOf(places[partAt(texts, start)] || document.documentElement) : document);
      };
      // The first number decides. The other places are read when there is a number to show.
      if (!WITH_TIMING && spots.length) found();
      else rewrite(texts, own, own, isLink, isInLink, found);
      return;
    }
    replaced
      .reduce<readonly string[]>((parts, phone) => rewrite(parts, phone, current, isLink, isInLink), texts)
      .forEach((now, i) => {
        const place = places[i];
        const text = texts[i] as string;
        if (!place || text === now) return;
        place.nodeValue = now;
        if (changes.length < MAX_CHANGES) changes.push([place, text, now]);
      });
  });

  const replaceAttribute = (element: Element, name: string, isLink?: boolean) =>
    replace([element.getAttributeNode(name)], isLink);

  const finds = {
    isNumber_: (digits: string) => replaced.some((phone) => isIn(digits, phone)),
    line_: replace,
    element_(element: Element) {
      for (const name of telAttributesOf(element)) replaceAttribute(element, name, true);
      if (WITH_CONTENT && more?.isMessagingLink(element)) replaceAttribute(element, 'href', true);
      if (WITH_CONTENT) for (const name of more?.textsOf(element) || []) replaceAttribute(element, name);
    },
  };

  const work = safely(() => {
    timer = undefined;
    // A search changes nothing.
    if (adoptions && !report) return;
    note(observer.takeRecords());
    if (!report) for (const spot of spots.splice(0)) replace(...spot);
    const end = Date.now() + SLICE;
    walking ||= walk(waiting, finds, WITH_CONTENT ? more : undefined);
    let isDone: boolean | undefined;
    do isDone = walking.next().done;
    while (!isDone && Date.now() < end);
    // What we wrote ourselves is no news.
    observer.takeRecords();
    // The first pass, or the one for another number, is what the visitor waits for.
    if (isDone) {
      walking = undefined;
      rest = REST;
    } else timer = setTimeout(work, rest);
    rested = Date.now() + rest;
  });

  const note = (records: MutationRecord[]) => {
    for (const { type, target, addedNodes } of records) {
      for (const node of type === 'childList' ? addedNodes : [target]) {
        // A number may continue outside of an inline element.
        const element = isInline(node) ? blockOf(node) || (WITH_CONTENT ? node.getRootNode() : null) : node;
        if (element && (isElement(element) || (WITH_CONTENT && element instanceof ShadowRoot))) {
          waiting.add(element as Root);
        }
      }
    }
  };

  const observer = new MutationObserver(
    safely((records: MutationRecord[]) => {
      note(records);
      if (timer) return;
      const wait = rested - Date.now();
      if (wait > 0) timer = setTimeout(work, wait);
      else work();
    }),
  );

  const enter = (root: Root, watched: Node) => {
    observer.observe(watched, {
      subtree: true,
      childList: true,
      characterData: true,
      attributeFilter: WITH_CONTENT && more ? more.attributes : DIALLING,
    });
    waiting.add(root);
  };

  const more = WITH_CONTENT
    ? moreContent(config, (root) => {
        if (replaced.length > 0) enter(root, root);
      })
    : undefined;

  const begin = (isKnown?: boolean) => {
    if (!isKnown) {
      walking = undefined;
      rest = 0;
      // The document outlives its elements when the page writes it again.
      enter(document.documentElement, document);
    }
    clearTimeout(timer);
    work();
  };

  const adopted = new Set<Node>();
  watchHydration((container, isSure) => {
    const inside = changes.filter(([place]) => container.contains(homeOf(place)));
    if (adopted.has(container) || !(isSure || inside.length)) return;
    adopted.add(container);
    changes = changes.filter((change) => !inside.includes(change));
    for (const [place, before, now] of inside.reverse())
      if (place.nodeValue === now) place.nodeValue = before;
    adoptions++;
    awaitHydration(container, () => {
      adoptions--;
      if (replaced.length) begin();
    });
  });

  return {
    seek_(found) {
      report = found;
      replaced = [own];
      begin();
    },
    show_(phone) {
      const isKnown = report && spots.length < MAX_CHANGES;
      report = undefined;
      if (samePhone(phone, current)) {
        // There is no number to show, so the search ends.
        if (isKnown) {
          spots = replaced = [];
          observer.disconnect();
        }
        return;
      }
      replaced = replaced.filter((known) => known !== current && !samePhone(known, phone)).concat(current);
      current = phone;
      begin(isKnown);
    },
    giveUp_(phone) {
      replaced = replaced.filter((known) => !samePhone(known, phone));
    },
    carries_(link) {
      let isThere = false;
      if (current === own) return isThere;
      for (const name of telAttributesOf(link)) {
        replaceAttribute(link, name, true);
        rewrite([link.getAttribute(name) as string], current, current, true, undefined, () => {
          isThere = true;
        });
      }
      return isThere;
    },
  };
}

/** An attribute is no part of the tree, so its element stands for it. */
function homeOf(place: Node): Node {
  return (place as Attr).ownerElement || place;
}

/** Which of the parts the place in their whole text lies in. Places are counted in signs. */
function partAt(parts: string[], place: number): number {
  let rest = place;
  return parts.findIndex((part) => {
    rest -= [...part].length;
    return rest < 0;
  });
}
