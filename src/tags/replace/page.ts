/** Shows a number in the page wherever it writes the endpoint's, also in what it writes later. */
import { safely } from '../safely.ts';
import { editParts } from './parts.ts';
import { type Phone, rewrite, SEAM, samePhone } from './phone.ts';
import { blockOf, isElement, isInline, isTelLink, type Line, walk } from './walk.ts';

/**
 * The work is done in slices of so many milliseconds. Between two looks at what the page writes there are rests, so
 * that one which writes without end, or takes back what we write, costs its visitor no more than that.
 */
const SLICE = 5;
const REST = 50;

const SEEN = { subtree: true, childList: true, characterData: true, attributeFilter: ['href'] };

export type Replacement = {
  /** Shows the number from now on; undefined: the page's own. */
  show(phone?: Phone): void;
  /** Another endpoint shows this number now: where it stands it is ours no more. */
  giveUp(phone: Phone): void;
  /** Whether the link carries the number shown; what was not replaced yet is replaced first. */
  carries(link: Element): boolean;
};

export function replaceIn(page: Element, own: Phone): Replacement {
  let current = own;
  /** What the page may write or still show: its own number and what we showed before. */
  let replaced: Phone[] = [];
  const waiting = new Set<Element>();
  let walking: ReturnType<typeof walk> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let rest = 0;
  let rested = 0;

  const edit = (parts: string[], isLink?: boolean) =>
    replaced.reduce(
      (texts, phone) => editParts(texts, rewrite(texts.join(''), phone, current, isLink)),
      parts,
    );

  const replaceLine = (line: Line) => {
    edit(line.map((text) => (text ? text.data : SEAM))).forEach((now, i) => {
      const text = line[i];
      if (text && text.data !== now) text.data = now;
    });
  };

  const replaceLink = (link: Element) => {
    const href = link.getAttribute('href') as string;
    const now = edit([href], true).join('');
    if (href !== now) link.setAttribute('href', now);
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
        walking = walk(next);
      }
      const { value, done } = walking.next();
      if (done) walking = undefined;
      else if (Array.isArray(value)) replaceLine(value);
      else if (value) replaceLink(value);
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
        // A number may go on outside of what is inline.
        const element = isInline(node) ? blockOf(node) : node;
        if (element && isElement(element)) waiting.add(element);
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

  return {
    show(phone = own) {
      if (samePhone(phone, current)) return;
      replaced = replaced.concat(current).filter((known) => !samePhone(known, phone));
      current = phone;
      observer.observe(page, SEEN);
      walking = undefined;
      waiting.add(page);
      rest = 0;
      clearTimeout(timer);
      work();
    },
    giveUp(phone) {
      replaced = replaced.filter((known) => !samePhone(known, phone));
    },
    carries(link) {
      if (current === own || !isTelLink(link)) return false;
      replaceLink(link);
      return rewrite(link.getAttribute('href') as string, current, current, true).length > 0;
    },
  };
}
