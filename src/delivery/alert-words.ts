/** The words of alerts: what happened, and where it came from. */
import type { ConsumerKind, ConsumerOf } from '../domain/consumer.ts';
import { isE164, lastDigits, nationalFormat } from '../domain/phone.ts';
import { isFromAd } from './about.ts';
import type { DeliveryContext } from './context.ts';

export type AlertKind = Extract<ConsumerKind, 'slack' | 'teams' | 'email'>;
export type Alert = ConsumerOf<AlertKind>;

/** An alert in words. Nothing in it is markup. */
export type AlertWords = {
  title: string;
  facts: readonly [name: string, value: string][];
  link: string | null;
};

const TITLES = {
  answered: 'An answered call',
  missed: 'A missed call',
  failed: 'A call that reached nobody',
  voicemail: 'A message on the voicemail',
  blocked: 'A blocked call',
} as const;
const FIRST_OF_CAMPAIGN = 'The first call of a campaign';

/** Returns the words of the alert about the call. @param also further calls of the same message, which get a line each */
export function alertWords(
  context: DeliveryContext,
  alert: Alert,
  also: readonly DeliveryContext[],
): AlertWords {
  const { title, facts, link } = wordsOf(context, alert);
  if (also.length === 0) return { title, facts, link };
  const more = also.map((one): [string, string] => ['Also', lineOf(one, alert)]);
  return { title: `${title}, and ${also.length} more`, facts: [...facts, ...more], link };
}

function lineOf({ call }: DeliveryContext, { settings }: Alert): string {
  const caller = (settings.withCaller ? spelled(call.from) : lastDigits(call.from)) ?? 'withheld';
  return `${TITLES[call.outcome ?? 'failed']} from ${caller}, ${timeOf(call.at)}`;
}

function timeOf(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function wordsOf({ call, attribution }: DeliveryContext, { settings }: Alert): AlertWords {
  const { channel, source, campaign, keyword, landingPage, confidence, to } = attribution;
  const caller = settings.withCaller ? spelled(call.from) : lastDigits(call.from);
  const from = [channel, source, campaign, keyword].filter((one) => one).join(' · ');
  const facts: [string, string | null][] = [
    ['Caller', caller ?? 'withheld'],
    ['Called', spelled(call.to)],
    ['When', timeOf(call.at)],
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
  };
}

function spelled(number: string | null): string | null {
  return number !== null && isE164(number) ? nationalFormat(number) : number;
}
