import { z } from 'zod';
import { withPlus } from '../../../domain/phone.ts';
import type { CarrierAccount, ListedCall, ListedNumber } from '../account.ts';
import { type Rest, readPages } from '../rest.ts';
import { listCalls } from '../twilio-like/account.ts';
import { telnyxShop } from './shop.ts';

const meta = z.looseObject({ page_number: z.number(), total_pages: z.number() });
const numbersPage = z.looseObject({
  data: z.array(z.looseObject({ phone_number: z.string(), connection_id: z.string().nullish() })),
  meta,
});
const applicationsPage = z.looseObject({
  data: z.array(
    z.looseObject({
      id: z.string(),
      voice_url: z.string().nullish(),
      voice_method: z.string().nullish(),
    }),
  ),
  meta,
});

/** The greatest difference between the clocks of a call's legs. */
const MAX_CLOCK_SKEW_MS = 5000;

/** Opens a Telnyx account with TeXML. A number's voice URL is that of the application that it is connected to. */
export function telnyxAccount(
  credential: readonly [accountSid: string, apiKey: string],
  url: string,
): CarrierAccount {
  const [id, key] = credential;
  const rest = { url, authorization: `Bearer ${key}` };
  return {
    carrier: 'telnyx',
    id,
    calls: async (since) => withParents(await listCalls(rest, `/v2/texml/Accounts/${id}`, since)),
    numbers: () => listNumbers(rest),
    shop: telnyxShop(rest),
  };
}

async function listNumbers(rest: Rest): Promise<ListedNumber[]> {
  const applications = await readAll(rest, '/v2/texml_applications', applicationsPage);
  const applicationById = new Map(applications.map((application) => [application.id, application]));
  const numbers = await readAll(rest, '/v2/phone_numbers', numbersPage);
  return numbers.map(({ phone_number, connection_id }) => {
    const application = applicationById.get(connection_id ?? '');
    return {
      number: withPlus(phone_number),
      voiceUrl: application?.voice_url || null,
      method: application?.voice_method?.toUpperCase() ?? null,
      takenBy: connection_id && !application ? `connection ${connection_id}` : null,
    };
  });
}

async function readAll<T>(
  rest: Rest,
  path: string,
  schema: z.ZodType<{ data: T[]; meta: z.infer<typeof meta> }>,
): Promise<T[]> {
  const pageAt = (number: number) =>
    `${path}?${new URLSearchParams({ 'page[number]': String(number), 'page[size]': '250' })}`;
  const pages = await readPages(rest, {
    path: pageAt(1),
    schema,
    next: ({ meta: { page_number, total_pages } }) =>
      page_number < total_pages ? pageAt(page_number + 1) : null,
  });
  return pages.flatMap(({ data }) => data);
}

/**
 * Adds the parent to each outbound leg, because Telnyx' list does not name it. The parent is the inbound call from the
 * number that the leg shows, which lasted at the time of the leg: a leg shows its caller's number.
 */
function withParents(calls: readonly ListedCall[]): ListedCall[] {
  const inbound = calls.filter(({ isInbound }) => isInbound);
  return calls.map((leg) => {
    if (leg.isInbound) return leg;
    const parent = inbound.find((call) => call.from === leg.from && lastedAt(call, leg.startedAt));
    return { ...leg, parent: parent?.id ?? null };
  });
}

function lastedAt({ startedAt, endedAt }: ListedCall, time: Date): boolean {
  const hasStarted = startedAt.getTime() - MAX_CLOCK_SKEW_MS <= time.getTime();
  const hasEnded = endedAt !== null && endedAt.getTime() + MAX_CLOCK_SKEW_MS < time.getTime();
  return hasStarted && !hasEnded;
}
