/** The findings of the preview of a page. Only types: the gateway reads them too. */
import type { CommunicationConfig } from './config.ts';

/** Why the tags leave a number alone. */
export type UnchangedBecause =
  | 'off'
  | 'script'
  | 'json_ld'
  | 'field'
  | 'editable'
  | 'title'
  | 'noscript'
  | 'image'
  | 'messaging'
  | 'attribute';

/** A place of the page that has the number, with the HTML around it. */
export type Spot = {
  place: 'text' | 'link' | 'attribute';
  /** null: the number is in a text. */
  attribute: string | null;
  /** The HTML before the number, the number as the page writes it, and the HTML after it. */
  before: string;
  found: string;
  after: string;
  /** The number as the tags would write another one there; null: they leave it alone, for the reason `because`. */
  becomes: string | null;
  because: UnchangedBecause | null;
};

export type Preview = {
  changes: Spot[];
  /** The number of places that the tags would change, of which `changes` has the first ones. */
  changing: number;
  unchanged: Spot[];
};

/** The number of the endpoint with the tag's settings, and an example of a number in its place. */
export type Previewed = {
  config: CommunicationConfig;
  example: { number: string; national: string };
};
