import { z } from 'zod';
import { withPlus } from '../../../domain/phone.ts';
import type { CarrierAccount, ListedCall } from '../account.ts';
import { allPages, basic, type Rest } from '../rest.ts';
import { iso8601 } from '../times.ts';

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

/** Plivo lists calls once they have ended. The webhook is the application's that a number is assigned to. */
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

    async calls(since) {
      const query = new URLSearchParams({ end_time__gte: plainUtc(since), limit: '20' });
      const calls = await allOf(rest, `${path}/Call/?${query}`, callsPage);
      return calls.flatMap(listed).filter(({ startedAt }) => startedAt >= since);
    },

    async numbers() {
      const applications = new Map(
        (await allOf(rest, `${path}/Application/?limit=20`, applicationsPage)).map((one) => [
          one.resource_uri,
          one,
        ]),
      );
      return (await allOf(rest, `${path}/Number/?limit=20`, numbersPage)).map(({ number, application }) => {
        const known = applications.get(application ?? '');
        return {
          number: withPlus(number),
          voiceUrl: known?.answer_url || null,
          method: known?.answer_method ?? null,
          takenBy: application && !known ? application : null,
        };
      });
    },
  };
}

async function allOf<T>(
  rest: Rest,
  path: string,
  schema: z.ZodType<{ objects: T[]; meta: z.infer<typeof meta> }>,
): Promise<T[]> {
  return (await allPages(rest, path, schema, (page) => page.meta.next)).flatMap(({ objects }) => objects);
}

function listed(call: z.infer<typeof callSchema>): ListedCall[] {
  const endedAt = timeOf(call.end_time);
  const startedAt = timeOf(call.initiation_time) ?? timeOf(call.answer_time) ?? endedAt;
  if (!startedAt || !endedAt) return [];
  const seconds = call.bill_duration ?? 0;
  return [
    {
      id: call.call_uuid,
      parent: call.parent_call_uuid || null,
      isInbound: call.call_direction === 'inbound',
      from: withPlus(call.from_number ?? ''),
      to: withPlus(call.to_number ?? ''),
      startedAt,
      endedAt,
      outcome: seconds > 0 ? 'answered' : 'missed',
      seconds,
    },
  ];
}

/** `2026-11-24 17:21:24+05:30` */
function timeOf(text: string | null | undefined): Date | null {
  return iso8601(text?.replace(' ', 'T'));
}

/** As Plivo's filters take it. */
function plainUtc(time: Date): string {
  return time.toISOString().slice(0, 19).replace('T', ' ');
}
