/** The sentences of findings in English. */
import type { Finding } from './finding.ts';

type Facts = Readonly<Record<string, number | string | undefined>>;

const SENTENCES: { readonly [C in Finding['code']]: (facts: Facts) => string } = {
  not_of_a_pool: () => 'The dialled number does not belong to any pool.',
  to_endpoint_of_caller: () =>
    'The number has since been shown for another endpoint. The call went to this one, because the caller had reached it by the number before.',
  to_endpoint_of_visitors: () =>
    'The number has since been shown for another endpoint. The call went to this one, because the caller was most probably shown the number for it.',
  overflow_number: () => "The number is the pool's overflow number, which many visitors see at once.",
  pinned: () => 'The number is pinned: it stands for this source alone.',
  shown_to_nobody: () => 'The number was shown to nobody before the call.',
  shown_at_call: ({ whose }) => `The number was shown to ${owner(whose)} when the call came in.`,
  shown_before_call: ({ whose, seconds }) =>
    `Late call: the number was last shown to ${owner(whose)} ${time(seconds)} before the call.`,
  page_open: ({ seconds }) =>
    `The most likely visitor had the number on the page for ${time(seconds)} before the call.`,
  rate_of_open_page: ({ callsPerHour }) => `Visitors at that moment ${calls(callsPerHour)}.`,
  rate_of_left_page: ({ callsPerHour }) => `Visitors who left that long ago ${calls(callsPerHour)}.`,
  intent: ({ intent, ratio }) =>
    `The site reported the intent ${intent}. Such visitors call ${figure(ratio)} times as often.`,
  tap: ({ ratio }) => `The visitor tapped a phone link in the minute before the call. ${makes(ratio)}`,
  known_caller: ({ ratio }) => `An earlier call from this number came from the same visitor. ${makes(ratio)}`,
  same_region: ({ ratio }) => `The caller's number is from the visitor's region. ${makes(ratio)}`,
  other_region: ({ ratio }) => `The caller's number is not from the visitor's region. ${makes(ratio)}`,
  visitor_probability: ({ probability }) =>
    `The probability that this visitor called is ${chance(probability)}.`,
  bucket_over_threshold: ({ activeSessions, threshold }) =>
    `The number stood for a bucket, because ${activeSessions} active sessions were more than the threshold of ${threshold}.`,
  bucket_without_free_number: () =>
    'The number stood for a bucket, because no number was free for the session.',
  bucket_by_network: () =>
    "The number stood for a bucket, because the visitor's network held its share of the pool.",
  bucket_of_all: () => 'The number stood for all visitors of the site whose own bucket had no number.',
  other_visitors: (facts) => others(facts, ''),
  other_visitors_and_more: (facts) => others(facts, ', and more visitors before them'),
  nobody_probability: ({ probability }) =>
    `The probability that the caller has no recorded visit is ${chance(probability)}.`,
  to_session: ({ claimAt }) =>
    `The call is attributed to the session, because its probability reaches ${figure(claimAt)}.`,
  to_bucket: ({ claimAt, probability }) => `${noSession(claimAt)} ${bucket(probability)}`,
  to_bucket_of_number: ({ probability }) => `${NOT_OF_ONE} ${bucket(probability)}`,
  to_nobody: ({ claimAt }) => `${noSession(claimAt)} ${NO_BUCKET}`,
  to_nobody_of_number: () => `${NOT_OF_ONE} ${NO_BUCKET}`,
  provisional: () =>
    'The confidence is provisional: it rests on published figures until there are enough calls of your own.',
  corrected: ({ reason }) => `Corrected by hand: ${reason}`,
};

const NOT_OF_ONE = 'The number did not belong to one session.';
const NO_BUCKET = 'No bucket reaches 0.5 either, so the call is attributed to nobody.';

/** Returns the English sentence of each finding. */
export function evidenceOf(findings: readonly Finding[]): string[] {
  return findings.map(({ code, facts }) => SENTENCES[code](facts));
}

function owner(whose: Facts[string]): string {
  return whose === 'bucket' ? 'the sessions of a bucket' : 'a session';
}

function calls(perHour: Facts[string]): string {
  return `make ${figure(perHour)} calls an hour on average`;
}

function makes(ratio: Facts[string]): string {
  return `This makes the call ${figure(ratio)} times as likely.`;
}

function others({ visitors, probability }: Facts, more: string): string {
  const who = visitors === 1 ? 'One other visitor was' : `${visitors} other visitors were`;
  const ofAll = visitors === 1 ? 'Its probability' : 'Their probability together';
  return `${who} shown the number before the call${more}. ${ofAll} is ${chance(probability)}.`;
}

function noSession(claimAt: Facts[string]): string {
  return `No session reaches the required probability of ${figure(claimAt)}.`;
}

function bucket(probability: Facts[string]): string {
  return `The call is attributed to the bucket, whose sessions have a probability of ${chance(probability)} together.`;
}

function time(value: Facts[string]): string {
  const seconds = Number(value);
  if (seconds < 120) return counted(seconds, 'second');
  if (seconds < 7200) return counted(seconds / 60, 'minute');
  return counted(seconds / 3600, 'hour');
}

function counted(value: number, unit: string): string {
  const count = Math.round(value);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** Formats a probability. One near 1 shows two digits of the part that is missing, so that 0.9985 does not become 1. */
function chance(value: Facts[string]): string {
  const probability = Number(value);
  if (probability < 0.99 || probability >= 1) return figure(probability);
  return String(Number((1 - Number((1 - probability).toPrecision(2))).toFixed(4)));
}

/** Formats a number with two significant digits, or as an integer from 100 on. */
function figure(fact: Facts[string]): string {
  const value = Number(fact);
  if (value >= 100) return String(Math.round(value));
  return value === 0 ? '0' : String(Number(value.toPrecision(2)));
}
