import type { DemoRecords } from './records.ts';
import type { Timeline } from './timeline.ts';
import type { Visit } from './visits.ts';
import type { World } from './world.ts';

const RENEW_MS = 100_000;
const TAP_TO_CALL_MS = 4000;
/** A made-up client. There is no limit of clients, so all share one address. */
const ADDRESS = '192.0.2.1';

/** Returns functions that play visits: the pages of both sites with their tags. */
export function pagesIn({ allocator }: Pick<World, 'allocator'>, records: DemoRecords, timeline: Timeline) {
  const arrivals = new Map<string, Promise<void>>();
  const links = new Map<string, string>();
  const numbers = new Map<string, string>();

  function siteOf({ site, session }: Visit) {
    const { id, endpoint, origin } = records.sites[site];
    return { session, site: id, endpoint, origin, caller: { address: ADDRESS, origin, isBot: false } };
  }

  async function allocate(visit: Visit): Promise<void> {
    const { source, visitor, keyword, clickId, landing } = visit;
    const { session, site, endpoint, origin, caller } = siteOf(visit);
    const { campaign, ...bucket } = source.values;
    const { link, number } = await allocator.allocate(
      {
        ...{ site, endpoint, session, bucket },
        context: {
          ...{ visitor, referrer: source.referrer, page: `${origin}${landing}` },
          clickIds: clickId && source.clickId ? { [source.clickId]: clickId } : {},
          values: { ...(campaign && { campaign }), ...(keyword && { keyword }) },
        },
      },
      caller,
    );
    if (number !== null) numbers.set(session, number);
    if (link !== null) links.set(session, link);
  }

  function arrive(visit: Visit): Promise<void> {
    const allocation = allocate(visit);
    arrivals.set(visit.session, allocation);
    return allocation;
  }

  async function hit(visit: Visit, type: 'page' | 'tap' | 'leave', path: string): Promise<void> {
    const { session, site, origin, caller } = siteOf(visit);
    const link = links.get(session);
    if (link) await allocator.hit({ site, session, type, page: `${origin}${path}`, link }, caller);
  }

  async function renew(visit: Visit): Promise<void> {
    const link = links.get(visit.session);
    if (link) await allocator.renew(link, visit.session, siteOf(visit).caller);
  }

  return {
    /** Returns the number that the session was shown. */
    numberOf: (session: string) => numbers.get(session),

    /** Adds the visit's steps. Real tags renew more often, which keeps a link alive as well. */
    add(visit: Visit): void {
      const { session, begins, ends, landing, call, saysGoodbye } = visit;
      const then = (at: number, run: () => Promise<void>) =>
        timeline.add(at, run, { after: () => arrivals.get(session) });
      timeline.add(begins, () => arrive(visit));
      for (const { at, path } of [{ at: begins, path: landing }, ...visit.pages])
        then(at, () => hit(visit, 'page', path));
      for (let at = begins + RENEW_MS; at < ends; at += RENEW_MS) then(at, () => renew(visit));
      if (call?.isTapped) then(call.at - TAP_TO_CALL_MS, () => hit(visit, 'tap', landing));
      if (saysGoodbye) then(ends, () => hit(visit, 'leave', landing));
    },
  };
}
