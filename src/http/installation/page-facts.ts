import type { Preview, Previewed } from '../../tags/spots.ts';

/** A script element of a page. Its addresses are complete. */
export type ScriptElement = {
  attributes: Readonly<Record<string, string>>;
  /** The address from which the browser loads it; null: it has its code inside. */
  src: string | null;
  /** The addresses in its other attributes, where consent managers put them. */
  otherAddresses: string[];
  /** The beginning of the code inside. */
  code: string;
};

/** What the parsed page says. The page's scripts have not run. */
export type PageFacts = {
  scripts: ScriptElement[];
  /** The content security policies of its meta elements. */
  policies: string[];
  comments: string[];
  /** The endpoints of its `<ringtrail-number>` elements. */
  numberElements: string[];
  /** The length of its texts. A page that scripts write has hardly any. */
  textChars: number;
  previews: Preview[];
};

/** The order to read a page, for the thread that parses it. */
export type ReadingOrder = {
  bytes: Uint8Array;
  contentType: string;
  url: string;
  previewed: Previewed[];
  /** The URL of the bundle with the tags' own search. */
  searchUrl: string;
};
