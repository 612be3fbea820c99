import type { PlacedCall } from './carrier.ts';
import type { TakenEvent } from './consumer.ts';
import type { CutOff } from './fault-list.ts';
import { attributedEvents, type CallRecord, groupBy } from './records.ts';
import type { Truth } from './truth.ts';

/** The rules that hold whatever was broken, in the order of the report. */
export const RULES = {
  unanswered: 'calls that no gateway answered',
  refused: 'webhooks that were refused',
  apology: 'calls that heard an apology',
  elsewhere: "calls to another endpoint than the number's",
  repeat: 'repeats with another answer',
  missing: 'calls that are not in the list',
  doubled: 'calls that are in the list twice',
  recorded: 'records with another endpoint than the dialled one',
  link: "records without the link of the number's open page",
  unattributed: 'ended calls without an attribution',
  lost: 'events that the consumer never got',
  twice: 'calls that were delivered under two ids',
  shared: 'numbers of two open sessions',
  log: 'faults in the log, and processes that ended by themselves',
} as const;
export type Rule = keyof typeof RULES;
export type Violation = { rule: Rule; text: string };

export type Outcome = {
  calls: readonly PlacedCall[];
  records: readonly CallRecord[];
  events: Iterable<TakenEvent>;
  truth: Truth;
  endpointNumbers: ReadonlyMap<string, string>;
  cutOffs: readonly CutOff[];
};

/** Returns every violation of the rules by calls, records, events and numbers. */
export function violationsOf(outcome: Outcome): Violation[] {
  const byCall = groupBy(outcome.records, ({ carrierCallId }) => carrierCallId);
  const delivered = attributedEvents(outcome.events);
  return [
    ...outcome.calls.flatMap((call) => [
      ...ofAnswers(call, outcome),
      ...(knownLimit(call, outcome) ? [] : ofRecords(call, byCall.get(call.sid) ?? [], outcome)),
      ...ofEvents(call, delivered.get(call.sid) ?? []),
    ]),
    ...outcome.truth.sharedNumbers().map(
      ({ number, sessions }): Violation => ({
        rule: 'shared',
        text: `${number} was of ${sessions.join(' and of ')} at one time`,
      }),
    ),
  ];
}

/**
 * A gateway that alone is cut off from Redis learns a link or an answer from the store. It has this long to get there: the worker drains
 * the ledger every second.
 */
const LEARN_MS = 5000;
/** The connections of a gateway need this long after Redis is back. */
const RECONNECT_MS = 2000;

/** Returns true when one of the call's answers came from a gateway that cannot have known better (docs/reliability.md). */
export function knownLimit(call: PlacedCall, { truth, cutOffs }: Outcome): boolean {
  const { number, answers } = call;
  return answers.some(({ gateway, at }, i) => {
    const isCutOff = cutOffs.some(
      (time) => time.gateway === gateway && at >= time.from && at <= time.to + RECONNECT_MS,
    );
    const changedAt = i === 0 ? truth.changedAt(number, at) : answers[0]?.at;
    return isCutOff && changedAt != null && at - changedAt < LEARN_MS;
  });
}

function ofAnswers(call: PlacedCall, outcome: Outcome): Violation[] {
  const { sid, number, sentAt, answers } = call;
  const [first] = answers;
  if (!first) return [{ rule: 'unanswered', text: `${sid} to ${number}` }];
  const limit = knownLimit(call, outcome);
  const found: Violation[] = [];
  const allowed = outcome.truth.endpointsOf(number, sentAt, first.at);
  const about = `${sid} to ${number} at ${new Date(sentAt).toISOString()}, ${first.at - sentAt} ms, ${first.path} of ${first.gateway}`;
  if (first.status === 200 && first.dialled === null) found.push({ rule: 'apology', text: about });
  if (first.dialled !== null && !allowed.has(first.dialled) && !limit) {
    const wanted = [...allowed].join(' or ');
    found.push({ rule: 'elsewhere', text: `${about}: ${first.dialled} instead of ${wanted}` });
  }
  for (const { status, dialled, gateway, path, at } of answers) {
    if (status !== 200) found.push({ rule: 'refused', text: `${sid}: ${status} of ${path} at ${gateway}` });
    else if (dialled !== first.dialled && !limit)
      found.push({
        rule: 'repeat',
        text: `${about}: ${first.dialled}, and after ${at - first.at} ms ${dialled} of ${path} at ${gateway}`,
      });
  }
  return found;
}

function ofRecords(
  call: PlacedCall,
  records: readonly CallRecord[],
  { truth, endpointNumbers }: Outcome,
): Violation[] {
  const { sid, number, sentAt, answers, hasEnded } = call;
  const [first] = answers;
  if (!first) return [];
  const [record, second] = records;
  if (!record) return [{ rule: 'missing', text: `${sid} to ${number}` }];
  const found: Violation[] = [];
  if (second) found.push({ rule: 'doubled', text: sid });
  const recorded = endpointNumbers.get(record.endpoint ?? '') ?? String(record.endpoint);
  if (first.dialled !== null && recorded !== first.dialled)
    found.push({
      rule: 'recorded',
      text: `${sid} to ${number}: ${recorded}, and dialled was ${first.dialled}`,
    });
  const held = truth.heldDuring(number, sentAt, first.at);
  if (held && record.link !== held.link)
    found.push({ rule: 'link', text: `${sid} to ${number}: ${record.link} instead of ${held.link}` });
  if (hasEnded && !record.attribution)
    found.push({ rule: 'unattributed', text: `${sid} to ${number}, outcome ${record.outcome}` });
  return found;
}

function ofEvents({ sid, hasEnded, answers }: PlacedCall, events: readonly TakenEvent[]): Violation[] {
  const isExpected = hasEnded && answers.length > 0;
  if (isExpected && events.length === 0) return [{ rule: 'lost', text: `call.attributed of ${sid}` }];
  const ids = events.map(({ id }) => id);
  return ids.length > 1 ? [{ rule: 'twice', text: `${sid}: ${ids.join(' and ')}` }] : [];
}
