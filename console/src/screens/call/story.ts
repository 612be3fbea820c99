import type {
  AttributionRecord,
  Call,
  Consumer,
  ListedDelivery,
  Touch,
} from '../../../../tools/client/operations.ts';

export type EventKind =
  | 'first'
  | 'arrived'
  | 'page'
  | 'shown'
  | 'tap'
  | 'called'
  | 'answered'
  | 'unanswered'
  | 'ended'
  | 'attributed'
  | 'note'
  | 'result'
  | 'delivery';

/** One event of a call's story. `at` is null where only the order is known. */
export type StoryEvent = { kind: EventKind; at: string | null; title: string; detail?: string | null };

/** The sentences of a story, in the reader's language. */
export type Words = {
  arrived(channel: string): string;
  firstArrived(channel: string): string;
  opened(page: string): string;
  sawNumber(number: string): string;
  tapped: string;
  tappedWhen: string;
  called(number: string): string;
  end(call: Call): string;
  ended(seconds: number): string;
  attributed(record: AttributionRecord): string;
  noted: string;
  qualified: string;
  qualification(call: Call): string;
  delivered(state: ListedDelivery['state'], consumer: string): string;
  number(value: string): string;
  page(address: string): string;
};

export type Delivered = { consumer: Consumer; delivery: ListedDelivery };

/**
 * Returns the events that led to the call and followed it, in their order. A simulated call ends before the seconds that
 * its carrier states are over. Its events after `now` have no time.
 */
export function storyOf(
  call: Call,
  record: AttributionRecord | null,
  deliveries: readonly Delivered[],
  words: Words,
  now = new Date(),
): StoryEvent[] {
  return [
    ...before(call, record, words),
    ...during(call, words, now),
    ...after(call, record, deliveries, words),
  ];
}

function before(call: Call, record: AttributionRecord | null, words: Words): StoryEvent[] {
  const { visit } = call;
  if (!visit) return [];
  const { firstTouch, lastTouch, pages } = visit;
  const own = record?.candidates.find(({ session }) => session !== null && session === visit.session);
  const isReturning = firstTouch && lastTouch && detailOf(firstTouch) !== detailOf(lastTouch);
  const shown = own ? new Date(Date.parse(call.at) - own.ageSeconds * 1000).toISOString() : null;
  const seen: StoryEvent[] = [
    ...pages.map(({ page, at }) => ({
      kind: 'page' as const,
      at,
      title: words.opened(words.page(page ?? '/')),
    })),
    ...(shown && call.to
      ? [{ kind: 'shown' as const, at: shown, title: words.sawNumber(words.number(call.to)) }]
      : []),
  ];
  return [
    ...(isReturning
      ? [
          {
            kind: 'first' as const,
            at: null,
            title: words.firstArrived(firstTouch.channel),
            detail: detailOf(firstTouch),
          },
        ]
      : []),
    ...(lastTouch
      ? [
          {
            kind: 'arrived' as const,
            at: pages[0]?.at ?? null,
            title: words.arrived(lastTouch.channel),
            detail: detailOf(lastTouch),
          },
        ]
      : []),
    ...seen.sort((a, b) => (a.at ?? '').localeCompare(b.at ?? '')),
    ...(own?.factors.some((factor) => factor.of === 'tap')
      ? [{ kind: 'tap' as const, at: null, title: words.tapped, detail: words.tappedWhen }]
      : []),
  ];
}

function during(call: Call, words: Words, now: Date): StoryEvent[] {
  const { at, outcome, ringSeconds, talkSeconds, to } = call;
  const after = (seconds: number) => {
    const time = new Date(Date.parse(at) + seconds * 1000);
    return time > now ? null : time.toISOString();
  };
  const rang = ringSeconds ?? 0;
  const talked = talkSeconds ?? 0;
  const isAnswered = outcome === 'answered';
  return [
    { kind: 'called', at, title: words.called(words.number(to ?? '')) },
    ...(outcome
      ? [
          {
            kind: isAnswered ? ('answered' as const) : ('unanswered' as const),
            at: after(rang),
            title: words.end(call),
          },
        ]
      : []),
    ...(talked > 0 ? [{ kind: 'ended' as const, at: after(rang + talked), title: words.ended(talked) }] : []),
  ];
}

function after(
  call: Call,
  record: AttributionRecord | null,
  deliveries: readonly Delivered[],
  words: Words,
): StoryEvent[] {
  const events: StoryEvent[] = [
    ...(record ? [{ kind: 'attributed' as const, at: record.madeAt, title: words.attributed(record) }] : []),
    ...call.notes.map(({ text, at }) => ({ kind: 'note' as const, at, title: words.noted, detail: text })),
    ...(call.qualification
      ? [
          {
            kind: 'result' as const,
            at: call.qualification.at,
            title: words.qualified,
            detail: words.qualification(call),
          },
        ]
      : []),
    ...deliveries.map(({ consumer, delivery }) => ({
      kind: 'delivery' as const,
      at: delivery.deliveredAt ?? delivery.createdAt,
      title: words.delivered(delivery.state, consumer.name),
      detail: delivery.reason?.detail ?? null,
    })),
  ];
  return events.sort((a, b) => (a.at ?? '').localeCompare(b.at ?? ''));
}

function detailOf({ source, campaign, keyword }: Touch): string {
  return [source, campaign, keyword && `“${keyword}”`].filter(Boolean).join(' · ');
}
