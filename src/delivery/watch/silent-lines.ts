import { setImmediate as breathe } from 'node:timers/promises';
import type { Call } from '../../domain/call.ts';
import { nationalFormat } from '../../domain/phone.ts';
import { type Directory, timeZoneOf } from '../../registry/port.ts';
import type { CallFilter, Store } from '../../store/port.ts';
import { timeIn } from '../alert-words.ts';
import { CallRhythm, HISTORY_MS, type HourOfWeek, hoursOfWeekIn } from './call-rhythm.ts';
import { type Finding, factsOf, type Watch } from './finding.ts';

type Calls = Pick<Store['calls'], 'list'>;
type Lines = Pick<Directory, 'get' | 'endpointsOfProvider' | 'poolsOf' | 'numbersOf'>;
/** A number or an endpoint. */
type Line = { id: string; name: string; filter: CallFilter };
type Rhythms = {
  timeZone: string;
  hourOf: HourOfWeek;
  /** By endpoint, and by number. */
  of: Map<string, CallRhythm>;
  /** The endpoints that each number has led to. */
  endpoints: Map<string, Set<string>>;
  readAt: number;
};

const CALLS_PAGE = 1000;
/** A rhythm changes slowly, and a provider may have many calls. */
const REMEMBERED_MS = 6 * 3_600_000;

/**
 * Returns a watch that finds numbers and endpoints that have had no call for so long that their own rhythm makes it improbable. A
 * number whose endpoints are all silent is not reported beside them.
 */
export function silentLines(calls: Calls, directory: Lines): Watch {
  const remembered = new Map<string, Rhythms>();

  async function rhythmsOf(provider: string, now: Date): Promise<Rhythms> {
    const timeZone = timeZoneOf(directory, provider);
    const known = remembered.get(provider);
    const isFresh = known && now.getTime() - known.readAt < REMEMBERED_MS && known.timeZone === timeZone;
    if (isFresh) return known;
    const read = await readRhythms(calls, provider, timeZone, now);
    remembered.set(provider, read);
    return read;
  }

  return async function* ({ provider }, known, now) {
    const rhythms = await rhythmsOf(provider, now);
    const silent = new Set<string>();
    for (const line of linesOf(directory, provider)) {
      const episode = await known(line.id);
      const rhythm = rhythms.of.get(keyOf(line));
      if (!episode?.state && !rhythm?.isKnown) continue;
      const [last] = await calls.list({ limit: 1 }, line.filter);
      if (episode?.state) {
        const isOver = last !== undefined && last.at > new Date(episode.since);
        if (isOver) yield { subject: line.id, state: null, notice: over(line) };
        else silent.add(keyOf(line));
      } else if (last && rhythm && rhythm.expected(last.at, now, rhythms.hourOf) > rhythm.limit) {
        silent.add(keyOf(line));
        const endpoints = [...(rhythms.endpoints.get(keyOf(line)) ?? [])];
        if (endpoints.length > 0 && endpoints.every((id) => silent.has(id))) continue;
        const notice = begun(line, last, Math.floor(rhythm.limit), rhythms.timeZone);
        yield { subject: line.id, state: 'silent', notice };
      }
    }
  };
}

/** Returns the provider's lines, endpoints first. */
function linesOf(directory: Lines, provider: string): Line[] {
  const endpoints = [...directory.endpointsOfProvider(provider)].map(
    ({ id, name }): Line => ({ id, name, filter: { provider, endpoint: id } }),
  );
  const numbers = [...directory.poolsOf(provider)].flatMap(({ id }) => directory.numbersOf(id));
  const active = numbers.filter(({ state }) => state === 'active');
  return [
    ...endpoints,
    ...active.map(
      ({ id, number }): Line => ({ id, name: nationalFormat(number), filter: { provider, to: number } }),
    ),
  ];
}

/** Returns the key of the line's rhythm: calls name their endpoint by id, and their number as it is dialled. */
function keyOf({ filter: { endpoint, to } }: Line): string {
  return endpoint ?? to ?? '';
}

async function readRhythms(calls: Calls, provider: string, timeZone: string, now: Date): Promise<Rhythms> {
  const hourOf = hoursOfWeekIn(timeZone);
  const rhythms: Rhythms = { timeZone, hourOf, of: new Map(), endpoints: new Map(), readAt: now.getTime() };
  const filter = { provider, since: new Date(now.getTime() - HISTORY_MS) };
  for (let after: string | undefined; ; ) {
    const page = await calls.list({ limit: CALLS_PAGE, after }, filter);
    for (const call of page) addCall(rhythms, call);
    after = page.at(-1)?.id;
    if (page.length < CALLS_PAGE) return rhythms;
    await breathe();
  }
}

function addCall({ of, endpoints, hourOf, readAt }: Rhythms, call: Call): void {
  const hour = hourOf(call.at);
  for (const key of [call.endpoint, call.to]) {
    if (key === null) continue;
    const rhythm = of.get(key) ?? new CallRhythm(readAt);
    rhythm.add(call, hour);
    of.set(key, rhythm);
  }
  if (call.to === null || call.endpoint === null) return;
  endpoints.set(call.to, (endpoints.get(call.to) ?? new Set()).add(call.endpoint));
}

function begun({ name }: Line, last: Call, expected: number, timeZone: string): Finding['notice'] {
  return {
    phase: 'begun',
    title: `No call to ${name} for an unusual time`,
    facts: factsOf({
      'Last call': timeIn(timeZone, last.at),
      Usual: `more than ${expected} calls in this time`,
    }),
    path: `/calls/${last.id}`,
  };
}

function over({ name }: Line): Finding['notice'] {
  return { phase: 'over', title: `${name} has calls again`, facts: [], path: '/calls' };
}
