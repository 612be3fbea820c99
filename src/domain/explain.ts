/** The reasons for an attribution, in sentences with their figures. */

import type { Factor } from './attribution.ts';
import type { AttributionFacts } from './attribution-facts.ts';
import { intentOf } from './confidence/intent.ts';
import type { BucketShare, Posterior, Weighed } from './confidence/posterior.ts';
import type { LinkRecord } from './ledger.ts';

type Claim = { named: Weighed | null; share: BucketShare | null };

export function explain(facts: AttributionFacts, found: Posterior, claim: Claim): string[] {
  const { call, link, model, isCut } = facts;
  if (call.resolution === 'unknown') return ['The number dialled is none of ours.'];
  const [best] = found.sessions;
  const lines: string[] = [];
  if (call.resolution === 'overflow')
    lines.push("The number is the pool's overflow number, shown to many at once.");
  if (!best) return [...lines, 'The number had been shown to nobody before the call.'];

  lines.push(...bestHolder(best));
  if (link) lines.push(...choiceOf(link));
  lines.push(...others(found, isCut));
  lines.push(`Calls of nobody on record have ${chance(found.nobody)}.`);
  lines.push(verdict(facts, found, claim));
  if (model.version === null)
    lines.push('The confidence is provisional: it rests on published figures, not on calls of your own.');
  return lines;
}

function bestHolder({ holder, ageSeconds, closedSeconds, rate, factors, probability }: Weighed): string[] {
  const { keyedBy, session } = holder.showing;
  const intent = holder.visit && intentOf(holder.visit.facts);
  const whose = session === null || keyedBy === 'bucket' ? 'a bucket of sessions' : 'a session';
  const perHour = `calls ${figure(rate * 3600)} times an hour`;
  const seen =
    closedSeconds === null
      ? [
          `The number was shown to ${whose} when the call came in.`,
          `The likeliest of all had it open for ${time(ageSeconds)}; such a page ${perHour}.`,
        ]
      : [
          `Late call: the number had been shown to ${whose}, last seen ${time(closedSeconds)} before.`,
          `A page that was closed so long ago ${perHour}.`,
        ];
  return [
    ...seen,
    ...factors.map((factor) => factorLine(factor, intent)),
    `That one has a probability of ${chance(probability)}.`,
  ];
}

function factorLine({ of, ratio }: Factor, intent: string | null): string {
  const times = `${figure(ratio)} times as likely`;
  switch (of) {
    case 'intent':
      return `It was told to be of the intent ${intent}: such sessions call ${figure(ratio)} times as often.`;
    case 'tap':
      return `It tapped a phone link in the minute before: ${times}.`;
    case 'repeat_caller':
      return `The caller is known as its visitor from an earlier call: ${times}.`;
    case 'region':
      return ratio >= 1
        ? `The caller's number is of the visitor's region: ${times}.`
        : `The caller's number is not of the visitor's region: ${times}.`;
    default:
      return of satisfies never;
  }
}

function choiceOf(link: LinkRecord): string[] {
  if (link.reason === 'over_threshold') {
    return [
      `The number stood for a bucket: ${link.activeSessions} active sessions were more than the threshold of ${link.threshold}.`,
    ];
  }
  if (link.reason === 'no_number_for_session')
    return ['The number stood for a bucket: none was free for the session.'];
  return [];
}

function others({ sessions }: Posterior, isCut: boolean): string[] {
  const [, ...rest] = sessions;
  if (rest.length === 0) return [];
  const sum = rest.reduce((total, { probability }) => total + probability, 0);
  const who = rest.length === 1 ? 'One other had' : `${rest.length} others had`;
  const more = isCut ? ', and more before them' : '';
  return [`${who} been shown the number before the call${more}: together they have ${chance(sum)}.`];
}

function verdict({ claimAt }: AttributionFacts, { sessions }: Posterior, { named, share }: Claim): string {
  const own = sessions.find(({ holder }) => holder.showing.keyedBy === 'session');
  if (named) return `That reaches the ${figure(claimAt)} asked for a session.`;
  const short = own
    ? `No session reaches the ${figure(claimAt)} asked for it`
    : "The number was nobody's own";
  if (share) return `${short}; its bucket has ${chance(share.probability)}, the sum over its sessions.`;
  return `${short}, and no bucket is likelier than not: it is too unsure, or too long ago, to name anybody.`;
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

/** What is nearly certain is not said to be: two figures of what is missing. */
function chance(probability: number): string {
  if (probability < 0.99 || probability >= 1) return figure(probability);
  return String(Number((1 - Number((1 - probability).toPrecision(2))).toFixed(4)));
}

/** Two figures that count, or what is left of more before the point. */
function figure(value: number): string {
  if (value >= 100) return String(Math.round(value));
  return value === 0 ? '0' : String(Number(value.toPrecision(2)));
}
