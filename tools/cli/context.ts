import type { Ask } from './connection.ts';
import type { Profile } from './profile.ts';
import type { Report } from './progress.ts';

/** What commands share: the gateway that they ask, and the form in which they print. */
export type Context = {
  ask: Ask;
  /** Finds the gateway for a request that the client cannot make, such as a stream. */
  gateway: () => Promise<Profile>;
  /** Prints the value as JSON for programs, and the text for people. */
  print: (value: unknown, text: () => string) => void;
  /** Does work that may take long, and shows its text meanwhile. JSON for programs has no such text. */
  progress: <T>(text: string, work: (report: Report) => Promise<T>) => Promise<T>;
  /** Says whether JSON is printed. */
  isJson: () => boolean;
  /** The characters of a line. Infinity where no terminal shows it. */
  width: number;
};
