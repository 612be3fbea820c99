/**
 * How tags and page meet: `window.ringtrail`. Before the analytics tag is there it is an array, and commands wait
 * in it: `(window.ringtrail = window.ringtrail || []).push(['on', 'number', show])`. The analytics tag puts
 * itself in the array's place and carries out what waited.
 */
import type { BucketValues } from '../domain/bucket.ts';
import { safely } from './safely.ts';
import type { Touch } from './touch.ts';

/**
 * The visit as the analytics tag tells it: what brought it here, and what brought the visitor the very first time.
 * Without consent it has neither session nor visitor, and knows of no earlier time.
 */
export type Visit = {
  session: string | null;
  visitor: string | null;
  bucket: BucketValues;
  touch: Touch;
  first: Touch;
};

/** What a page shows in an endpoint's place; number null: its own. */
export type ShownNumber = {
  endpoint: string;
  number: string | null;
  national?: string | null;
  keyedBy: string;
  reason?: string;
};

export type Consent = 'granted' | 'denied';

/** What `window.ringtrail` understands, as methods and as commands `[name, ...arguments]`. */
export type Ringtrail = {
  /** The visit; a command hands it to a function. */
  session(tell?: (visit: Visit) => void): Visit;
  /** Calls `tell` for each number shown from now on, and for those that are shown already. */
  on(event: 'number', tell: (number: ShownNumber) => void): void;
  consent(given: Consent): void;
  /** For communication tags: the visit now, and again whenever it becomes another. Once for each endpoint. */
  follow(endpoint: string, tell: (visit: Visit) => void): void;
  /** For communication tags: what the page shows now. */
  shown(number: ShownNumber): void;
};

export type Command = { [Name in keyof Ringtrail]: [Name, ...Parameters<Ringtrail[Name]>] }[keyof Ringtrail];

type Queue = {
  push(...commands: Command[]): unknown;
  /** While it waits. */
  forEach?(run: (command: Command) => void): void;
};

declare global {
  interface Window {
    ringtrail?: Queue & Partial<Ringtrail>;
  }
}

/** Says it to the analytics tag, at once or when it comes. */
export function say<Name extends keyof Ringtrail>(name: Name, ...values: Parameters<Ringtrail[Name]>): void {
  queue().push([name, ...values] as unknown as Command);
}

/** The analytics tag takes the place of the queue; false: one is there already. */
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
  // An element with this id would stand here too.
  if (found?.push) return found;
  const waiting: Command[] = [];
  window.ringtrail = waiting;
  return waiting;
}
