/** The words of alerts: what happened, and where it came from. */
import type { Notice } from '../domain/alert-notice.ts';
import type { ConsumerKind, ConsumerOf } from '../domain/consumer.ts';
import { isE164, lastDigits, nationalFormat } from '../domain/phone.ts';
import { localTimeIn } from '../domain/schedule.ts';
import { isFromAd } from './about.ts';
import { type AlertSubject, isNotice } from './alert-subject.ts';
import type { DeliveryContext } from './context.ts';

export type AlertKind = Extract<ConsumerKind, 'slack' | 'teams' | 'email'>;
export type Alert = ConsumerOf<AlertKind>;

/** An alert in words. Nothing in it is markup. */
export type AlertWords = {
  title: string;
  facts: readonly [name: string, value: string][];
  link: string | null;
  linkText: string;
};

const TITLES = {
  answered: 'An answered call',
  missed: 'A missed call',
  failed: 'A call that reached nobody',
  voicemail: 'A message on the voicemail',
  blocked: 'A blocked call',
} as const;
const FIRST_OF_CAMPAIGN = 'The first call of a campaign';

/** Returns the words of the alert, with times in the zone. @param also further calls and states of the message, which get a line each */
export function alertWords(
  subject: AlertSubject,
  also: readonly AlertSubject[],
  alert: Alert,
  timeZone: string,
): AlertWords {
  const words = isNotice(subject)
    ? wordsOfNotice(subject, alert, timeZone)
    : wordsOf(subject, alert, timeZone);
  if (also.length === 0) return words;
  const more = also.map((one): [string, string] => ['Also', lineOf(one, alert, timeZone)]);
  return { ...words, title: `${words.title}, and ${also.length} more`, facts: [...words.facts, ...more] };
}

function lineOf(subject: AlertSubject, { settings }: Alert, timeZone: string): string {
  if (isNotice(subject)) return `${subject.title}, ${timeIn(timeZone, new Date(subject.at))}`;
  const { call } = subject;
  const caller = (settings.withCaller ? spelled(call.from) : lastDigits(call.from)) ?? 'withheld';
  return `${TITLES[call.outcome ?? 'failed']} from ${caller}, ${timeIn(timeZone, call.at)}`;
}

function wordsOfNotice(
  { title, facts, path, at }: Notice,
  { settings: { consoleUrl } }: Alert,
  timeZone: string,
): AlertWords {
  return {
    title,
    facts: [
      ...facts.map(({ name, value }): [string, string] => [name, value]),
      ['When', timeIn(timeZone, new Date(at))],
    ],
    link: consoleUrl && path && new URL(path, consoleUrl).href,
    linkText: 'Open the console',
  };
}

/** Returns the time in the zone, such as `2026-03-02 09:00 Europe/Berlin`. */
export function timeIn(timeZone: string, at: Date): string {
  const { date, time } = localTimeIn(timeZone, at);
  return `${date} ${time.slice(0, 5)} ${timeZone}`;
}

function wordsOf({ call, attribution }: DeliveryContext, { settings }: Alert, timeZone: string): AlertWords {
  const { channel, source, campaign, keyword, landingPage, confidence, to } = attribution;
  const caller = settings.withCaller ? spelled(call.from) : lastDigits(call.from);
  const from = [channel, source, campaign, keyword].filter((one) => one).join(' · ');
  const facts: [string, string | null][] = [
    ['Caller', caller ?? 'withheld'],
    ['Called', spelled(call.to)],
    ['When', timeIn(timeZone, call.at)],
    ['Rang', call.ringSeconds === null ? null : `${call.ringSeconds} seconds`],
    ['Talked', call.talkSeconds ? `${call.talkSeconds} seconds` : null],
    [
      'Came from',
      to === 'none' ? 'not known' : `${from || 'a visit'} (${Math.round(confidence * 100)} % sure)`,
    ],
    ['Landing page', landingPage],
  ];
  return {
    title: settings.about === 'first_call_of_campaign' ? FIRST_OF_CAMPAIGN : titleOf({ call, attribution }),
    facts: facts.filter((fact): fact is [string, string] => fact[1] !== null),
    link: settings.consoleUrl && new URL(`/calls/${call.id}`, settings.consoleUrl).href,
    linkText: 'Open the call',
  };
}

function titleOf({ call: { outcome }, attribution }: Pick<DeliveryContext, 'call' | 'attribution'>): string {
  const isAd = isFromAd({ attribution }) && outcome !== 'answered';
  return `${TITLES[outcome ?? 'failed']}${isAd ? ' from an ad' : ''}`;
}

/** Returns the words of a test. */
export function testWords({ name, settings }: Alert): AlertWords {
  return {
    title: 'A test from Ringtrail',
    facts: [['Alert', name]],
    link: settings.consoleUrl,
    linkText: 'Open the console',
  };
}

function spelled(number: string | null): string | null {
  return number !== null && isE164(number) ? nationalFormat(number) : number;
}
