/**
 * The place where tags and page meet: `window.ringtrail`. Before the analytics tag is there, it is an array in which
 * commands wait: `(window.ringtrail = window.ringtrail || []).push(['on', 'number', show])`. The analytics tag takes
 * the array's place and runs the waiting commands.
 */
import type { BucketValues } from '../domain/bucket.ts';
import { safely } from './safely.ts';
import type { Touch } from './touch.ts';

/**
 * The visit as the analytics tag knows it, with its touch and the visitor's first touch. Without consent it has neither
 * session nor visitor, and the first touch is that of this page.
 */
export type Visit = {
  session: string | null;
  visitor: string | null;
  bucket: BucketValues;
  /** The bucket's identifier, formed from the values of the site's criteria in their order. */
  bucketId: string;
  touch: Touch;
  first: Touch;
};

/** The number that a page shows for an endpoint. With null it shows the endpoint's own. */
export type ShownNumber = {
  endpoint: string;
  number: string | null;
  national?: string | null;
  keyedBy: string;
  reason?: string;
};

export type Consent = 'granted' | 'denied';

/** The methods of `window.ringtrail`. Each is also a command `[name, ...arguments]`. */
export type Ringtrail = {
  /** Returns the visit, and calls `take` with it. */
  session(take?: (visit: Visit) => void): Visit;
  /** Calls `show` for each number that the page shows, now and later. The tags themselves listen to `tag`, for the same numbers. */
  on(event: 'number' | 'tag', show: (number: ShownNumber) => void): void;
  consent(decision: Consent): void;
  /** Names the visitor's place, for sites with the criterion `location`. */
  location(place: string): void;
  /**
   * For communication tags: calls `take` with the visit, and again with each new one. Calls it without a visit when the page listens
   * for numbers. Once for each endpoint.
   */
  follow(endpoint: string, take: (visit?: Visit) => void): void;
  /** For communication tags: reports the number that the page shows now. */
  shown(number: ShownNumber): void;
};

export type Command = { [Name in keyof Ringtrail]: [Name, ...Parameters<Ringtrail[Name]>] }[keyof Ringtrail];

type Queue = {
  push(...commands: Command[]): unknown;
  /** Only the array has it. */
  forEach?(run: (command: Command) => void): void;
};

declare global {
  interface Window {
    ringtrail?: Queue & Partial<Ringtrail>;
  }
}

/** Gives the analytics tag a command, at once or when the tag comes. */
export function say<Name extends keyof Ringtrail>(name: Name, ...values: Parameters<Ringtrail[Name]>): void {
  queue().push([name, ...values] as unknown as Command);
}

/** Puts the analytics tag in the place of the queue. Returns false when there is one already. */
export function open(ringtrail: Ringtrail): boolean {
  const waiting = queue();
  if (waiting.follow) return false;
  const run = safely((command: Command) => {
    // An arguments object serves as well as an array.
    const [name, ...values] = command as unknown as [keyof Ringtrail, ...never[]];
    (ringtrail[name] as (...values: never[]) => void)(...values);
  });
  window.ringtrail = { ...ringtrail, push: (...commands: Command[]) => commands.forEach(run) };
  waiting.forEach?.(run);
  return true;
}

function queue(): NonNullable<Window['ringtrail']> {
  const found = window.ringtrail;
  // An element with this id is here too.
  if (found?.push) return found;
  const waiting: Command[] = [];
  window.ringtrail = waiting;
  return waiting;
}
