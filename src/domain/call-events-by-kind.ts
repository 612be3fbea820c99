import type {
  CallEvent,
  CallListed,
  CallReceived,
  CallRecorded,
  CallResolved,
  DialEnded,
  LegProgress,
} from './call.ts';

/** A call's events by kind, each list in the order of time. */
export type EventsByKind = {
  received: CallReceived | undefined;
  resolved: CallResolved | undefined;
  listed: CallListed | undefined;
  dials: DialEnded[];
  /** Progress of the legs that we placed. */
  legs: LegProgress[];
  /** The end of the caller's own leg, which ends the call. */
  callerEnd: LegProgress | undefined;
  recordings: CallRecorded[];
  routedTo: Set<string>;
  isClosed: boolean;
};

/** Sorts a call's events by kind and time. */
export function byKind(events: readonly CallEvent[]): EventsByKind {
  const kinds: EventsByKind = {
    received: undefined,
    resolved: undefined,
    listed: undefined,
    dials: [],
    legs: [],
    callerEnd: undefined,
    recordings: [],
    routedTo: new Set(),
    isClosed: false,
  };
  for (const event of events.toSorted(inOrderOfTime)) {
    switch (event.type) {
      case 'received':
        kinds.received ??= event;
        break;
      case 'resolved':
        kinds.resolved ??= event;
        break;
      case 'listed':
        kinds.listed ??= event;
        break;
      case 'dialled':
        kinds.dials.push(event);
        break;
      case 'progress':
        if (event.leg === 'endpoint') kinds.legs.push(event);
        else if (event.status === 'ended') kinds.callerEnd = event;
        break;
      case 'recorded':
        kinds.recordings.push(event);
        break;
      case 'routed':
        kinds.routedTo.add(event.to);
        break;
      case 'closed':
        kinds.isClosed = true;
        break;
      default:
        event satisfies never;
    }
  }
  return kinds;
}

/** Returns the time of the first of the events. */
export function earliest(events: readonly CallEvent[]): Date {
  return new Date(Math.min(...events.map(({ at }) => at.getTime())));
}

/** Orders by time. Some carriers send whole seconds, so the carrier's own count orders events of the same time. */
function inOrderOfTime(a: CallEvent, b: CallEvent): number {
  return (
    a.at.getTime() - b.at.getTime() ||
    sequenceOf(a) - sequenceOf(b) ||
    (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  );
}

function sequenceOf(event: CallEvent): number {
  return event.type === 'progress' ? (event.sequence ?? 0) : 0;
}
