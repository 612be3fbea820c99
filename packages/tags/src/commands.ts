import { type Consent, type ShownNumber, say, type Visit } from '../../../src/tags/meeting.ts';

/** Calls `show` for each number that the page shows, now and later. `number` is null while the page shows its own. */
export function onNumber(show: (shown: ShownNumber) => void): void {
  say('on', 'number', show);
}

/** Calls `take` with the visit once the analytics tag is there. */
export function onVisit(take: (visit: Visit) => void): void {
  say('session', take);
}

/** Reports the visitor's decision. The tags do not store a refusal, so each page reports it. */
export function consent(decision: Consent): void {
  say('consent', decision);
}

/** Names the visitor's place, for sites with the criterion `location`. */
export function location(place: string): void {
  say('location', place);
}
