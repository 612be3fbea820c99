import { z } from 'zod';
import { calledNumber, callingNumber, withPlus } from '../../../domain/phone.ts';
import type { ListedCall, ListedNumber } from '../account.ts';
import { type Rest, readPages } from '../rest.ts';
import { iso8601, rfc2822 } from '../times.ts';
import { secondsOf } from '../webhook.ts';
import { outcomeOf } from './events.ts';

const callSchema = z.looseObject({
  sid: z.string(),
  parent_call_sid: z.string().nullish(),
  from: z.string().nullish(),
  to: z.string().nullish(),
  status: z.string(),
  direction: z.string().nullish(),
  start_time: z.string().nullish(),
  end_time: z.string().nullish(),
  date_created: z.string().nullish(),
  duration: z.union([z.string(), z.number()]).nullish(),
});
const callsPage = z.looseObject({ calls: z.array(callSchema), next_page_uri: z.string().nullish() });

const numbersPage = z.looseObject({
  incoming_phone_numbers: z.array(
    z.looseObject({
      phone_number: z.string(),
      voice_url: z.string().nullish(),
      voice_method: z.string().nullish(),
      voice_application_sid: z.string().nullish(),
      trunk_sid: z.string().nullish(),
    }),
  ),
  next_page_uri: z.string().nullish(),
});

/**
 * Reads the calls of an account whose list is written as Twilio's, the latest first.
 * @param path the account's, such as `/api/laml/2010-04-01/Accounts/…`
 */
export async function listCalls(rest: Rest, path: string, since: Date): Promise<ListedCall[]> {
  // SignalWire and Telnyx take a day here. Not all of them take a time.
  const query = new URLSearchParams({ 'StartTime>': since.toISOString().slice(0, 10), PageSize: '1000' });
  const isBefore = ({ startedAt }: ListedCall) => startedAt < since;
  const pages = await readPages(rest, {
    path: `${path}/Calls.json?${query}`,
    schema: callsPage,
    next: (page) => page.next_page_uri,
    isEnough: (page) => page.calls.flatMap(fromJson).some(isBefore),
  });
  return pages.flatMap(({ calls }) => calls.flatMap(fromJson)).filter((call) => !isBefore(call));
}

/** Reads the numbers of an account whose list is written as Twilio's. */
export async function listNumbers(rest: Rest, path: string): Promise<ListedNumber[]> {
  const pages = await readPages(rest, {
    path: `${path}/IncomingPhoneNumbers.json?PageSize=1000`,
    schema: numbersPage,
    next: (page) => page.next_page_uri,
  });
  return pages.flatMap((page) =>
    page.incoming_phone_numbers.map((number) => ({
      number: withPlus(number.phone_number),
      voiceUrl: number.voice_url || null,
      method: number.voice_method || null,
      takenBy: takerOf(number.trunk_sid, number.voice_application_sid),
    })),
  );
}

/** Returns the trunk or application that takes a number's calls in place of its URL. A trunk comes first. */
export function takerOf(
  trunk: string | null | undefined,
  application: string | null | undefined,
): string | null {
  return trunk || application || null;
}

/** A call or leg in a list, in Twilio's words. */
export type TwilioCall = {
  sid: string;
  parentSid: string | null | undefined;
  from: string | null | undefined;
  to: string | null | undefined;
  status: string;
  direction: string | null | undefined;
  startedAt: Date | null;
  endedAt: Date | null;
  duration: string | number | null | undefined;
};

/** Returns the call in our words. Returns nothing for a call without a start. */
export function toListedCalls(call: TwilioCall): ListedCall[] {
  const { sid, parentSid, from, to, status, direction, startedAt, endedAt, duration } = call;
  if (!startedAt) return [];
  const outcome = outcomeOf(status);
  return [
    {
      id: sid,
      parent: parentSid || null,
      isInbound: direction === 'inbound',
      from: callingNumber(from ?? ''),
      to: calledNumber(to ?? ''),
      startedAt,
      endedAt: outcome && (endedAt ?? startedAt),
      outcome,
      seconds: outcome === 'answered' ? secondsOf(duration) : 0,
    },
  ];
}

function fromJson(call: z.infer<typeof callSchema>): ListedCall[] {
  const { sid, parent_call_sid: parentSid, from, to, status, direction, duration } = call;
  const startedAt = timeOf(call.start_time) ?? timeOf(call.date_created);
  const endedAt = timeOf(call.end_time);
  return toListedCalls({ sid, parentSid, from, to, status, direction, startedAt, endedAt, duration });
}

function timeOf(text: string | null | undefined): Date | null {
  return rfc2822(text ?? undefined) ?? iso8601(text ?? undefined);
}
