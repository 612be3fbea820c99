import { setTimeout as sleep } from 'node:timers/promises';
import type { Chance } from './chance.ts';
import type { PageKind } from './set-up.ts';
import type { Showing, Truth } from './truth.ts';

const MAX_REQUEST_MS = 5000;
const SOURCES = ['google', 'bing', 'newsletter'];

type Allocation = {
  number: string | null;
  keyedBy: string;
  link: string | null;
  expiresAt: string | null;
  renewAfterSeconds: number | null;
};

export type PagesOptions = {
  kinds: readonly PageKind[];
  gateways: readonly string[];
  truth: Truth;
  chance: Chance;
  isOver: () => boolean;
  /** Called when a page shows a number, with the time for which it will be open. */
  onShown: (showing: Showing, openMs: number) => void;
};

export type PageCounts = {
  requests: number;
  numbers: number;
  unanswered: number;
  renewed: number;
  ended: number;
};

/** Opens pages one after the other, `count` at a time, until the run is over. Each asks, renews and leaves like the tags. */
export async function openPages(count: number, options: PagesOptions): Promise<PageCounts> {
  const { kinds, gateways, truth, chance, isOver, onShown } = options;
  const counts: PageCounts = { requests: 0, numbers: 0, unanswered: 0, renewed: 0, ended: 0 };
  let sessions = 0;

  /** Posts to a gateway that the balancer picks. Resolves with null when there is no answer. */
  async function post<T>(path: string, body: unknown): Promise<{ status: number; body: T } | null> {
    try {
      const response = await fetch(chance.pick(gateways) + path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Origin: 'https://shop.example' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(MAX_REQUEST_MS),
      });
      return { status: response.status, body: (await response.json().catch(() => null)) as T };
    } catch {
      return null;
    }
  }

  async function requestNumber(
    kind: PageKind,
    session: string,
  ): Promise<(Showing & { renewMs: number }) | null> {
    const { site, endpoint, endpointNumber } = kind;
    const askedAt = Date.now();
    counts.requests++;
    const bucket = { source: chance.pick(SOURCES) };
    const answer = await post<Allocation>('/v1/allocations', { site, endpoint, session, bucket });
    if (!answer) counts.unanswered++;
    const { number, link, expiresAt, keyedBy, renewAfterSeconds } = answer?.body ?? {};
    if (!number || !link || !expiresAt) return null;
    counts.numbers++;
    return {
      ...{ number, endpoint: endpointNumber, session, isOfSession: keyedBy === 'session', link },
      ...{ askedAt, shownAt: Date.now(), liveUntil: new Date(expiresAt).getTime() },
      renewMs: (renewAfterSeconds ?? 2) * 1000,
    };
  }

  /** Renews the link until the page closes. Ends early when the link has ended. */
  async function stayOpen(showing: Showing, renewMs: number, openMs: number): Promise<void> {
    const closesAt = Date.now() + openMs;
    for (;;) {
      const leftMs = closesAt - Date.now();
      await sleep(Math.max(0, Math.min(renewMs, leftMs)));
      if (leftMs <= renewMs) return;
      const path = `/v1/links/${encodeURIComponent(showing.link)}/renewals`;
      const answer = await post<Allocation>(path, { session: showing.session });
      if (answer?.status === 410) {
        counts.ended++;
        return;
      }
      if (answer?.status !== 200 || !answer.body.expiresAt) continue;
      counts.renewed++;
      showing.liveUntil = Math.max(showing.liveUntil, new Date(answer.body.expiresAt).getTime());
    }
  }

  async function visit(): Promise<void> {
    const kind = chance.pick(kinds);
    const session = `visitor-${++sessions}`;
    const showing = await requestNumber(kind, session);
    if (!showing) {
      await chance.pause(300, 900);
      return;
    }
    const openMs = chance.between(1500, 9000);
    truth.show(showing);
    onShown(showing, openMs);
    await stayOpen(showing, showing.renewMs, openMs);
    // Some browsers close without a goodbye. Then the link ends by itself.
    if (!chance.happens(0.7)) return;
    showing.liveUntil = Math.min(showing.liveUntil, Date.now());
    await post('/v1/hits', [{ site: kind.site, session, type: 'leave', link: showing.link }]);
  }

  async function browse(): Promise<void> {
    while (!isOver()) {
      await visit();
      await chance.pause(50, 500);
    }
  }

  await Promise.all(Array.from({ length: count }, browse));
  return counts;
}
