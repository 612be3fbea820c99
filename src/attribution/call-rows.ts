import type { CallView } from '../domain/call-view.ts';
import { localTimeIn } from '../domain/schedule.ts';
import type { Directory } from '../registry/port.ts';

/** A day with a time of day, as clocks of the reader's zone show it: `2026-03-02 09:41`. */
export class LocalTime {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

export type CallCell = string | number | LocalTime | null;

type Context = { timeZone: string; directory: Pick<Directory, 'get'> };

/** The columns that a person reads, in their order, with their headings. */
const COLUMNS: [heading: string, cell: (call: CallView, context: Context) => CallCell][] = [
  ['Time', ({ at }, { timeZone }) => localTime(at, timeZone)],
  ['Caller', ({ from }) => from],
  ['Dialled number', ({ to }) => to],
  ['Endpoint', ({ endpoint }, { directory }) => nameOf(directory, 'endpoints', endpoint)],
  ['Site', ({ site }, { directory }) => nameOf(directory, 'sites', site)],
  ['Outcome', ({ outcome }) => outcome],
  ['Talk time in seconds', ({ talkSeconds }) => talkSeconds],
  ['Channel', ({ visit }) => visit?.channel ?? null],
  ['Source', (call) => touched(call, 'source')],
  ['Medium', (call) => touched(call, 'medium')],
  ['Campaign', (call) => touched(call, 'campaign')],
  ['Keyword', (call) => touched(call, 'keyword')],
  ['Landing page', ({ visit }) => visit?.landingPage ?? null],
  ['Confidence', ({ visit }) => (visit && visit.to !== 'none' ? visit.confidence : null)],
  ['Tags', ({ tags }) => tags.join(', ')],
  ['Value', ({ qualification }) => qualification?.value ?? null],
  ['Currency', ({ qualification }) => qualification?.currency ?? null],
];

/** Returns the headings. That of the time names the zone. */
export function callHeadings(timeZone: string): string[] {
  return COLUMNS.map(([heading], i) => (i === 0 ? `${heading} (${timeZone})` : heading));
}

export function callRow(call: CallView, context: Context): CallCell[] {
  return COLUMNS.map(([, cell]) => cell(call, context));
}

function localTime(at: string, timeZone: string): LocalTime {
  const { date, time } = localTimeIn(timeZone, new Date(at));
  return new LocalTime(`${date} ${time}`);
}

function nameOf(
  directory: Pick<Directory, 'get'>,
  kind: 'endpoints' | 'sites',
  id: string | null,
): string | null {
  return (id && directory.get(kind, id)?.name) || null;
}

/** Returns a fact of the last touch, or of the bucket where the call is attributed to one. */
function touched({ visit }: CallView, name: 'source' | 'medium' | 'campaign' | 'keyword'): string | null {
  return visit?.lastTouch?.[name] ?? visit?.bucket?.[name] ?? null;
}
