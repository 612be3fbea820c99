import { z } from 'zod';
import type { LegOutcome } from '../../../domain/call.ts';
import { withPlus } from '../../../domain/phone.ts';
import type { ListedCall, ListedNumber } from '../account.ts';
import { allPages, type Rest } from '../rest.ts';
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
 * The calls of an account whose list is written as Twilio's, the latest first.
 * @param path the account's, such as `/2010-04-01/Accounts/AC…`
 */
export async function listedCalls(rest: Rest, path: string, since: Date): Promise<ListedCall[]> {
  // All of them take a day here, and not all a time.
  const query = new URLSearchParams({ 'StartTime>': since.toISOString().slice(0, 10), PageSize: '1000' });
  const isBefore = ({ startedAt }: ListedCall) => startedAt < since;
  const pages = await allPages(
    rest,
    `${path}/Calls.json?${query}`,
    callsPage,
    (page) => page.next_page_uri,
    (page) => page.calls.flatMap(listed).some(isBefore),
  );
  return pages.flatMap(({ calls }) => calls.flatMap(listed)).filter((call) => !isBefore(call));
}

export async function listedNumbers(rest: Rest, path: string): Promise<ListedNumber[]> {
  const pages = await allPages(
    rest,
    `${path}/IncomingPhoneNumbers.json?PageSize=1000`,
    numbersPage,
    (page) => page.next_page_uri,
  );
  return pages.flatMap((page) =>
    page.incoming_phone_numbers.map(
      ({ phone_number, voice_url, voice_method, voice_application_sid, trunk_sid }) => ({
        number: withPlus(phone_number),
        voiceUrl: voice_url || null,
        method: voice_method || null,
        // A trunk goes before an application, and that before the URL.
        takenBy: trunk_sid || voice_application_sid || null,
      }),
    ),
  );
}

function listed(call: z.infer<typeof callSchema>): ListedCall[] {
  const startedAt = timeOf(call.start_time) ?? timeOf(call.date_created);
  if (!startedAt) return [];
  const outcome: LegOutcome | null = outcomeOf(call.status);
  return [
    {
      id: call.sid,
      parent: call.parent_call_sid || null,
      isInbound: call.direction === 'inbound',
      from: call.from ?? '',
      to: call.to ?? '',
      startedAt,
      endedAt: outcome && (timeOf(call.end_time) ?? startedAt),
      outcome,
      seconds: outcome === 'answered' ? secondsOf(call.duration) : 0,
    },
  ];
}

function timeOf(text: string | null | undefined): Date | null {
  return rfc2822(text ?? undefined) ?? iso8601(text ?? undefined);
}
