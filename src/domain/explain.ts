/** The evidence of an attribution: sentences for marketers, each with one fact and its figures. */

import type { Factor } from './attribution.ts';
import type { AttributionFacts } from './attribution-facts.ts';
import { intentOf } from './confidence/intent.ts';
import type { BucketShare, Posterior, Weighed } from './confidence/posterior.ts';
import type { LinkRecord } from './ledger.ts';

type Claim = { named: Weighed | null; share: BucketShare | null };

/** Returns the evidence in the order of reading: the most likely visitor, the others, the conclusion. */
export function explain(facts: AttributionFacts, found: Posterior, claim: Claim): string[] {
  const { call, link, model, isCut } = facts;
  if (call.resolution === 'unknown') return ['The dialled number does not belong to any pool.'];
  const [best] = found.sessions;
  const lines: string[] = [];
  if (call.resolution === 'repeat_caller')
    lines.push(
      'The number has since been shown for another endpoint. The call went to this one, because the caller had reached it by the number before.',
    );
  if (call.resolution === 'shown_before')
    lines.push(
      'The number has since been shown for another endpoint. The call went to this one, because the caller was most probably shown the number for it.',
    );
  if (call.resolution === 'overflow')
    lines.push("The number is the pool's overflow number, which many visitors see at once.");
  if (!best) return [...lines, 'The number was shown to nobody before the call.'];

  lines.push(...mostLikely(best));
  if (link) lines.push(...choiceOf(link));
  lines.push(...others(found, isCut));
  lines.push(`The probability that the caller has no recorded visit is ${chance(found.nobody)}.`);
  lines.push(conclusion(facts, found, claim));
  if (model.version === null)
    lines.push(
      'The confidence is provisional: it rests on published figures until there are enough calls of your own.',
    );
  return lines;
}

function mostLikely({ holder, ageSeconds, closedSeconds, rate, factors, probability }: Weighed): string[] {
  const { keyedBy, session } = holder.showing;
  const intent = holder.visit && intentOf(holder.visit.facts);
  const whose = session === null || keyedBy === 'bucket' ? 'the sessions of a bucket' : 'a session';
  const calls = `make ${figure(rate * 3600)} calls an hour on average`;
  const seen =
    closedSeconds === null
      ? [
          `The number was shown to ${whose} when the call came in.`,
          `The most likely visitor had the number on the page for ${time(ageSeconds)} before the call.`,
          `Visitors at that moment ${calls}.`,
        ]
      : [
          `Late call: the number was last shown to ${whose} ${time(closedSeconds)} before the call.`,
          `Visitors who left that long ago ${calls}.`,
        ];
  return [
    ...seen,
    ...factors.map((factor) => factorLine(factor, intent)),
    `The probability that this visitor called is ${chance(probability)}.`,
  ];
}

function factorLine({ of, ratio }: Factor, intent: string | null): string {
  const makes = `This makes the call ${figure(ratio)} times as likely.`;
  switch (of) {
    case 'intent':
      return `The site reported the intent ${intent}. Such visitors call ${figure(ratio)} times as often.`;
    case 'tap':
      return `The visitor tapped a phone link in the minute before the call. ${makes}`;
    case 'repeat_caller':
      return `An earlier call from this number came from the same visitor. ${makes}`;
    case 'region':
      return ratio >= 1
        ? `The caller's number is from the visitor's region. ${makes}`
        : `The caller's number is not from the visitor's region. ${makes}`;
    default:
      return of satisfies never;
  }
}

function choiceOf(link: LinkRecord): string[] {
  if (link.reason === 'over_threshold') {
    return [
      `The number stood for a bucket, because ${link.activeSessions} active sessions were more than the threshold of ${link.threshold}.`,
    ];
  }
  if (link.reason === 'no_number_for_session')
    return ['The number stood for a bucket, because no number was free for the session.'];
  if (link.reason === 'address_limit')
    return ["The number stood for a bucket, because the visitor's network held its share of the pool."];
  if (link.reason === 'shared_bucket')
    return ['The number stood for all visitors of the site whose own bucket had no number.'];
  return [];
}

function others({ sessions }: Posterior, isCut: boolean): string[] {
  const [, ...rest] = sessions;
  if (rest.length === 0) return [];
  const sum = rest.reduce((total, { probability }) => total + probability, 0);
  const who = rest.length === 1 ? 'One other visitor was' : `${rest.length} other visitors were`;
  const more = isCut ? ', and more visitors before them' : '';
  const ofAll = rest.length === 1 ? 'Its probability' : 'Their probability together';
  return [`${who} shown the number before the call${more}. ${ofAll} is ${chance(sum)}.`];
}

function conclusion({ claimAt }: AttributionFacts, { sessions }: Posterior, { named, share }: Claim): string {
  if (named)
    return `The call is attributed to the session, because its probability reaches ${figure(claimAt)}.`;
  const hasOwn = sessions.some(({ holder }) => holder.showing.keyedBy === 'session');
  const short = hasOwn
    ? `No session reaches the required probability of ${figure(claimAt)}.`
    : 'The number did not belong to one session.';
  if (share)
    return `${short} The call is attributed to the bucket, whose sessions have a probability of ${chance(share.probability)} together.`;
  return `${short} No bucket reaches 0.5 either, so the call is attributed to nobody.`;
}

function time(seconds: number): string {
  if (seconds < 120) return counted(seconds, 'second');
  if (seconds < 7200) return counted(seconds / 60, 'minute');
  return counted(seconds / 3600, 'hour');
}

function counted(value: number, unit: string): string {
  const count = Math.round(value);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** Formats a probability. One near 1 shows two digits of the part that is missing, so that 0.9985 does not become 1. */
function chance(probability: number): string {
  if (probability < 0.99 || probability >= 1) return figure(probability);
  return String(Number((1 - Number((1 - probability).toPrecision(2))).toFixed(4)));
}

/** Formats a number with two significant digits, or as an integer from 100 on. */
function figure(value: number): string {
  if (value >= 100) return String(Math.round(value));
  return value === 0 ? '0' : String(Number(value.toPrecision(2)));
}
