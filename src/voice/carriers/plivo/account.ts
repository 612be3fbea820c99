import { z } from 'zod';
import { calledNumber, callingNumber, withPlus } from '../../../domain/phone.ts';
import type { CarrierAccount, ListedCall, ListedNumber } from '../account.ts';
import { basic, type Rest, readPages } from '../rest.ts';
import { iso8601 } from '../times.ts';
import { plivoShop } from './shop.ts';

const meta = z.looseObject({ next: z.string().nullish() });
const callSchema = z.looseObject({
  call_uuid: z.string(),
  parent_call_uuid: z.string().nullish(),
  call_direction: z.string(),
  from_number: z.string().nullish(),
  to_number: z.string().nullish(),
  initiation_time: z.string().nullish(),
  answer_time: z.string().nullish(),
  end_time: z.string().nullish(),
  bill_duration: z.number().nullish(),
});
const callsPage = z.looseObject({ meta, objects: z.array(callSchema) });
const numbersPage = z.looseObject({
  meta,
  objects: z.array(z.looseObject({ number: z.string(), application: z.string().nullish() })),
});
const applicationsPage = z.looseObject({
  meta,
  objects: z.array(
    z.looseObject({
      resource_uri: z.string(),
      answer_url: z.string().nullish(),
      answer_method: z.string().nullish(),
    }),
  ),
});

/**
 * Opens a Plivo account. Plivo lists a call once it has ended. A number's voice URL is that of the application that it is
 * assigned to.
 */
export function plivoAccount(
  credential: readonly [authId: string, token: string],
  url: string,
): CarrierAccount {
  const [id, token] = credential;
  const rest = { url, authorization: basic(id, token) };
  const path = `/v1/Account/${id}`;
  return {
    carrier: 'plivo',
    id,
    calls: (since) => listCalls(rest, path, since),
    numbers: () => listNumbers(rest, path),
    shop: plivoShop(rest, path),
  };
}

async function listCalls(rest: Rest, path: string, since: Date): Promise<ListedCall[]> {
  const query = new URLSearchParams({ end_time__gte: toPlainUtc(since), limit: '20' });
  const calls = await readAll(rest, `${path}/Call/?${query}`, callsPage);
  return calls.flatMap(toListedCalls).filter(({ startedAt }) => startedAt >= since);
}

async function listNumbers(rest: Rest, path: string): Promise<ListedNumber[]> {
  const applications = await readAll(rest, `${path}/Application/?limit=20`, applicationsPage);
  const applicationByUri = new Map(
    applications.map((application) => [application.resource_uri, application]),
  );
  const numbers = await readAll(rest, `${path}/Number/?limit=20`, numbersPage);
  return numbers.map(({ number, application: uri }) => {
    const application = applicationByUri.get(uri ?? '');
    return {
      number: withPlus(number),
      voiceUrl: application?.answer_url || null,
      method: application?.answer_method ?? null,
      takenBy: uri && !application ? uri : null,
    };
  });
}

async function readAll<T>(
  rest: Rest,
  path: string,
  schema: z.ZodType<{ objects: T[]; meta: z.infer<typeof meta> }>,
): Promise<T[]> {
  const pages = await readPages(rest, { path, schema, next: (page) => page.meta.next });
  return pages.flatMap(({ objects }) => objects);
}

/** Returns the call in our words. Returns nothing for a call without a start or an end. */
function toListedCalls(call: z.infer<typeof callSchema>): ListedCall[] {
  const endedAt = timeOf(call.end_time);
  const startedAt = timeOf(call.initiation_time) ?? timeOf(call.answer_time) ?? endedAt;
  if (!startedAt || !endedAt) return [];
  const seconds = call.bill_duration ?? 0;
  return [
    {
      id: call.call_uuid,
      parent: call.parent_call_uuid || null,
      isInbound: call.call_direction === 'inbound',
      from: callingNumber(call.from_number ?? ''),
      to: calledNumber(call.to_number ?? ''),
      startedAt,
      endedAt,
      outcome: seconds > 0 ? 'answered' : 'missed',
      seconds,
    },
  ];
}

/** Reads `2026-11-24 17:21:24+05:30`. */
function timeOf(text: string | null | undefined): Date | null {
  return iso8601(text?.replace(' ', 'T'));
}

/** Writes `2026-11-24 11:51:24`, as Plivo's filters take it. */
function toPlainUtc(time: Date): string {
  return time.toISOString().slice(0, 19).replace('T', ' ');
}
