/** Shows a number in the page wherever it writes the endpoint's, also in what it writes later. */
import type { CommunicationConfig } from '../config.ts';
import { moreContent } from '../options/content.ts';
import { safely } from '../safely.ts';
import { awaitHydration, watchHydration } from './hydration.ts';
import { type Phone, rewrite, SEAM, samePhone } from './phone.ts';
import {
  blockOf,
  DIALLING,
  isElement,
  isInline,
  type Line,
  type Root,
  telAttributesOf,
  walk,
} from './walk.ts';

/**
 * The work is done in slices of this many milliseconds, with rests between two looks at the page's changes. A page that
 * writes without end, or reverts our changes, costs its visitor no more than that.
 */
const SLICE = 5;
const REST = 50;
/** The number of changes that are remembered. A framework adopts elements that were there from the beginning. */
const MAX_CHANGES = 500;

export type Replacement = {
  /** Looks for the page's own number without changing anything. Calls `found` for each node that shows it. */
  seek?(found: (node: Node) => void): void;
  /** Shows the number from now on. */
  show(phone: Phone): void;
  /** Leaves this number alone from now on, because another endpoint shows it. */
  giveUp(phone: Phone): void;
  /** Replaces the number in the link if that is still to do. Returns whether the link carries the number shown. */
  carries(link: Element): boolean;
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
  let found: ((node: Node) => void) | undefined;
  /** What stands where the text that is looked at comes from. */
  let nodes: (Node | null)[];
  /** How to give each changed node its former text. */
  let changes: [Node, undo: () => void][] = [];
  let adoptions = 0;

  const changed = (node: Node, undo: () => void) => {
    if (changes.length < MAX_CHANGES) changes.push([node, undo]);
  };

  const rewritten = (parts: string[], isLink = false) =>
    replaced.reduce(
      (texts, phone) =>
        rewrite(
          texts,
          phone,
          current,
          isLink,
          WITH_TIMING && found
            ? (start) => found?.(nodes[partAt(texts, start)] || document.documentElement)
            : undefined,
        ),
      parts,
    );

  const replaceLine = (line: Line) => {
    if (WITH_TIMING) nodes = line;
    rewritten(line.map((text) => (text ? text.data : SEAM))).forEach((now, i) => {
      const text = line[i];
      if (!text || text.data === now) return;
      const { data } = text;
      text.data = now;
      changed(text, () => {
        if (text.data === now) text.data = data;
      });
    });
  };

  const replaceAttribute = safely((element: Element, name: string, isLink?: boolean) => {
    if (WITH_TIMING) nodes = [element];
    const text = element.getAttribute(name) as string;
    const [now = text] = rewritten([text], isLink);
    if (text === now) return;
    element.setAttribute(name, now);
    changed(element, () => {
      if (element.getAttribute(name) === now) element.setAttribute(name, text);
    });
  });

  const work = safely(() => {
    timer = undefined;
    if (adoptions) return;
    note(observer.takeRecords());
    const end = Date.now() + SLICE;
    do {
      if (!walking) {
        const [next] = waiting;
        if (!next) break;
        waiting.delete(next);
        walking = walk(next, WITH_CONTENT ? more : undefined);
      }
      const { value, done } = walking.next();
      if (done) walking = undefined;
      else if (Array.isArray(value)) replaceLine(value);
      else if (value) {
        for (const name of telAttributesOf(value)) replaceAttribute(value, name, true);
        if (WITH_CONTENT && more?.isMessagingLink(value)) replaceAttribute(value, 'href', true);
        if (WITH_CONTENT) for (const name of more?.textsOf(value) || []) replaceAttribute(value, name);
      }
    } while (Date.now() < end);
    // What we wrote ourselves is no news.
    observer.takeRecords();
    // The first pass, or the one for another number, is what the visitor waits for.
    if (!walking && !waiting.size) rest = REST;
    else timer = setTimeout(work, rest);
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
      const wait = rested - Date.now();
      if (wait <= 0 && !timer) work();
      else if (!timer) timer = setTimeout(work, wait);
    }),
  );

  const enter = (root: Root, watched: Node = root) => {
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
        if (replaced.length > 0) enter(root);
      })
    : undefined;

  const begin = () => {
    walking = undefined;
    rest = 0;
    // The document outlives its elements when the page writes it again.
    enter(document.documentElement, document);
    clearTimeout(timer);
    work();
  };

  const adopted = new WeakSet<Node>();
  watchHydration((container, isSure) => {
    const inside = changes.filter(([node]) => container.contains(node));
    if (adopted.has(container) || !(isSure || inside.length)) return;
    adopted.add(container);
    changes = changes.filter((change) => !inside.includes(change));
    for (const [, undo] of inside.reverse()) undo();
    adoptions++;
    awaitHydration(container, () => {
      adoptions--;
      if (replaced.length) begin();
    });
  });

  const seek = (report: (node: Node) => void) => {
    found = report;
    replaced = [own];
    begin();
  };

  return {
    ...(WITH_TIMING && { seek }),
    show(phone) {
      if (samePhone(phone, current)) return;
      replaced = replaced.filter((known) => known !== current && !samePhone(known, phone)).concat(current);
      current = phone;
      begin();
    },
    giveUp(phone) {
      replaced = replaced.filter((known) => !samePhone(known, phone));
    },
    carries(link) {
      let isThere = false;
      if (current === own) return isThere;
      for (const name of telAttributesOf(link)) {
        replaceAttribute(link, name, true);
        rewrite([link.getAttribute(name) as string], current, current, true, () => {
          isThere = true;
        });
      }
      return isThere;
    },
  };
}

/** Which of the parts the place in their whole text lies in. */
function partAt(parts: string[], place: number): number {
  let rest = place;
  return parts.findIndex((part) => {
    rest -= part.length;
    return rest < 0;
  });
}
