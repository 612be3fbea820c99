/** Shows a number in the page wherever it writes the endpoint's, also in what it writes later. */
import type { CommunicationConfig } from '../config.ts';
import { moreContent } from '../options/content.ts';
import { safely } from '../safely.ts';
import { type Phone, rewrite, SEAM, samePhone } from './phone.ts';
import { blockOf, isElement, isInline, isTelLink, type Line, type Root, walk } from './walk.ts';

/**
 * The work is done in slices of this many milliseconds, with rests between two looks at the page's changes. A page that
 * writes without end, or reverts our changes, costs its visitor no more than that.
 */
const SLICE = 5;
const REST = 50;

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
  const page = document.documentElement;
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

  const rewritten = (parts: string[], isLink = false) =>
    replaced.reduce(
      (texts, phone) =>
        rewrite(
          texts,
          phone,
          current,
          isLink,
          WITH_TIMING && found ? (start) => found?.(nodes[partAt(texts, start)] || page) : undefined,
        ),
      parts,
    );

  const replaceLine = (line: Line) => {
    if (WITH_TIMING) nodes = line;
    rewritten(line.map((text) => (text ? text.data : SEAM))).forEach((now, i) => {
      const text = line[i];
      if (text && text.data !== now) text.data = now;
    });
  };

  const replaceAttribute = (element: Element, name = 'href') => {
    if (WITH_TIMING) nodes = [element];
    const text = element.getAttribute(name) as string;
    const [now = text] = rewritten([text], !WITH_CONTENT || name === 'href');
    if (text !== now) element.setAttribute(name, now);
  };

  const work = safely(() => {
    timer = undefined;
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
        if (!WITH_CONTENT || isTelLink(value) || more?.isMessagingLink(value)) replaceAttribute(value);
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

  const enter = (root: Root) => {
    observer.observe(root, {
      subtree: true,
      childList: true,
      characterData: true,
      attributeFilter: WITH_CONTENT && more ? more.attributes : ['href'],
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
    enter(page);
    clearTimeout(timer);
    work();
  };

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
      if (current === own || !isTelLink(link)) return false;
      replaceAttribute(link);
      let isThere = false;
      rewrite([link.getAttribute('href') as string], current, current, true, () => {
        isThere = true;
      });
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
