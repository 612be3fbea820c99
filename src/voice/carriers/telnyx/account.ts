import { z } from 'zod';
import { withPlus } from '../../../domain/phone.ts';
import type { CarrierAccount, ListedCall, ListedNumber } from '../account.ts';
import { allPages, type Rest } from '../rest.ts';
import { listedCalls } from '../twilio-like/account.ts';

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

/** How far the two clocks of a call's legs may be apart. */
const SLACK_MS = 5000;

/** Telnyx with TeXML: the webhook is the application's that a number is connected to. */
export function telnyxAccount(
  credential: readonly [accountSid: string, apiKey: string],
  url: string,
): CarrierAccount {
  const [id, key] = credential;
  const rest = { url, authorization: `Bearer ${key}` };
  return {
    carrier: 'telnyx',
    id,
    calls: async (since) => withParents(await listedCalls(rest, `/v2/texml/Accounts/${id}`, since)),

    async numbers(): Promise<ListedNumber[]> {
      const applications = new Map(
        (await allOf(rest, '/v2/texml_applications', applicationsPage)).map((one) => [one.id, one]),
      );
      return (await allOf(rest, '/v2/phone_numbers', numbersPage)).map(({ phone_number, connection_id }) => {
        const application = applications.get(connection_id ?? '');
        return {
          number: withPlus(phone_number),
          voiceUrl: application?.voice_url || null,
          method: application?.voice_method?.toUpperCase() ?? null,
          takenBy: connection_id && !application ? `connection ${connection_id}` : null,
        };
      });
    },
  };
}

async function allOf<T>(
  rest: Rest,
  path: string,
  schema: z.ZodType<{ data: T[]; meta: z.infer<typeof meta> }>,
): Promise<T[]> {
  const pageAt = (number: number) =>
    `${path}?${new URLSearchParams({ 'page[number]': String(number), 'page[size]': '250' })}`;
  const pages = await allPages(rest, pageAt(1), schema, (page) =>
    page.meta.page_number < page.meta.total_pages ? pageAt(page.meta.page_number + 1) : null,
  );
  return pages.flatMap(({ data }) => data);
}

/**
 * Telnyx' list does not say which call placed a leg. It is the call that came in from the number that the leg shows, as
 * callers' numbers are passed through, and that was there all the while.
 */
function withParents(calls: readonly ListedCall[]): ListedCall[] {
  const cameIn = calls.filter(({ isInbound }) => isInbound);
  return calls.map((leg) => {
    if (leg.isInbound) return leg;
    const parent = cameIn.find(
      (call) =>
        call.from === leg.from &&
        call.startedAt.getTime() - SLACK_MS <= leg.startedAt.getTime() &&
        (call.endedAt === null || leg.startedAt.getTime() <= call.endedAt.getTime() + SLACK_MS),
    );
    return { ...leg, parent: parent?.id ?? null };
  });
}
