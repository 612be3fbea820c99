import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A leg of a double, before the double writes it in its carrier's words. */
export type Leg = {
  id: string;
  parent?: string;
  from: string;
  to: string;
  /** The start, then the seconds of ringing and of talking. */
  at: Date;
  rings: number;
  talks: number;
  status?: 'completed' | 'busy' | 'no-answer' | 'in-progress';
};

export type NumberAt = { number: string; url?: string; method?: string; application?: string };

/** The content of a carrier's account, and the faults of the double. */
export type Account = {
  legs: Leg[];
  numbers: NumberAt[];
  fails?: number;
  garbage?: boolean;
  leadsAway?: boolean;
};

type Answer = { status: number; body: unknown };
type Api = { authorization: string; answer: (url: URL, account: Account) => unknown };

/** Small, so that lists have several pages. */
const PAGE = 2;
export const SECRETS = { id: 'ACC1', secret: 's3cret' } as const;
const BASIC = `Basic ${Buffer.from('ACC1:s3cret').toString('base64')}`;

const endOf = ({ at, rings, talks }: Leg) => new Date(at.getTime() + (rings + talks) * 1000);
const rfc2822 = (time: Date) => time.toUTCString().replace('GMT', '+0000');
const digits = (number: string) => number.replace('+', '');
/** Writes a time as Plivo does: in the account's own time zone. */
const inIndia = (time: Date) =>
  `${new Date(time.getTime() + 5.5 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')}+05:30`;

/** Orders legs as all carriers list them. */
function latestFirst(legs: readonly Leg[]): Leg[] {
  return legs.toSorted((a, b) => b.at.getTime() - a.at.getTime());
}

function twilioLike(prefix: string, namesParents: boolean): Api['answer'] {
  return (url, { legs, numbers, leadsAway }) => {
    const page = Number(url.searchParams.get('Page') ?? 0);
    const since = new Date(url.searchParams.get('StartTime>') ?? 0);
    const paged = <T>(name: string, all: T[]) => ({
      [name]: all.slice(page * PAGE, (page + 1) * PAGE),
      page,
      page_size: PAGE,
      next_page_uri:
        (page + 1) * PAGE >= all.length
          ? null
          : `${leadsAway ? 'http://169.254.169.254' : ''}${url.pathname}?${new URLSearchParams({ ...Object.fromEntries(url.searchParams), Page: String(page + 1) })}`,
    });
    if (url.pathname === `${prefix}/Accounts/ACC1/Calls.json`) {
      const calls = latestFirst(legs.filter(({ at }) => at >= since)).map((leg) => ({
        sid: leg.id,
        ...(namesParents && { parent_call_sid: leg.parent ?? null }),
        account_sid: 'ACC1',
        from: leg.from,
        to: leg.to,
        status: leg.status ?? 'completed',
        direction: leg.parent === undefined ? 'inbound' : namesParents ? 'outbound-dial' : 'outbound',
        start_time: rfc2822(leg.at),
        end_time: leg.status === 'in-progress' ? null : rfc2822(endOf(leg)),
        duration: String(leg.talks),
        price: null,
      }));
      return paged('calls', calls);
    }
    if (url.pathname === `${prefix}/Accounts/ACC1/IncomingPhoneNumbers.json`) {
      const all = numbers.map(({ number, url: voice_url, method = 'POST', application }) => ({
        sid: `PN${digits(number)}`,
        phone_number: number,
        voice_url: voice_url ?? '',
        voice_method: method,
        voice_application_sid: application ?? '',
        trunk_sid: null,
      }));
      return paged('incoming_phone_numbers', all);
    }
    return undefined;
  };
}

const texmlCalls = twilioLike('/v2/texml', false);

/** The part of each carrier's API that Ringtrail uses, in the shapes of the carrier's documentation. */
const APIS = {
  twilio: { authorization: BASIC, answer: twilioLike('/2010-04-01', true) },
  signalwire: { authorization: BASIC, answer: twilioLike('/api/laml/2010-04-01', true) },
  telnyx: {
    authorization: 'Bearer s3cret',
    answer(url, account) {
      const calls = texmlCalls(url, account);
      if (calls) return calls;
      const page = Number(url.searchParams.get('page[number]'));
      const paged = (all: object[]) => ({
        data: all.slice((page - 1) * PAGE, page * PAGE),
        meta: {
          page_number: page,
          page_size: PAGE,
          total_pages: Math.ceil(all.length / PAGE),
          total_results: all.length,
        },
      });
      const { numbers } = account;
      if (url.pathname === '/v2/texml_applications')
        return paged(
          numbers.flatMap(({ number, url: voice_url, method = 'POST', application }) =>
            application ? [] : [{ id: `app-${number}`, voice_url, voice_method: method.toLowerCase() }],
          ),
        );
      if (url.pathname === '/v2/phone_numbers')
        return paged(
          numbers.map(({ number, application }) => ({
            id: digits(number),
            phone_number: number,
            connection_id: application ?? `app-${number}`,
          })),
        );
      return undefined;
    },
  },
  plivo: {
    authorization: BASIC,
    answer(url, { legs, numbers }) {
      const offset = Number(url.searchParams.get('offset') ?? 0);
      const paged = (all: object[]) => {
        const more = new URLSearchParams({
          ...Object.fromEntries(url.searchParams),
          offset: String(offset + PAGE),
        });
        return {
          api_id: 'x',
          meta: {
            limit: PAGE,
            offset,
            next: offset + PAGE >= all.length ? null : `${url.pathname}?${more}`,
            previous: null,
            total_count: all.length,
          },
          objects: all.slice(offset, offset + PAGE),
        };
      };
      if (url.pathname === '/v1/Account/ACC1/Call/') {
        const since = new Date(`${url.searchParams.get('end_time__gte')?.replace(' ', 'T')}Z`);
        const ended = latestFirst(legs).filter((leg) => leg.status !== 'in-progress' && endOf(leg) >= since);
        return paged(
          ended.map((leg) => ({
            call_uuid: leg.id,
            parent_call_uuid: leg.parent ?? null,
            call_direction: leg.parent === undefined ? 'inbound' : 'outbound',
            from_number: digits(leg.from),
            to_number: digits(leg.to),
            initiation_time: inIndia(leg.at),
            answer_time: leg.talks > 0 ? inIndia(new Date(leg.at.getTime() + leg.rings * 1000)) : null,
            end_time: inIndia(endOf(leg)),
            call_duration: leg.rings + leg.talks,
            bill_duration: leg.talks,
          })),
        );
      }
      const uri = (number: string) => `/v1/Account/ACC1/Application/${digits(number)}/`;
      if (url.pathname === '/v1/Account/ACC1/Application/')
        return paged(
          numbers.flatMap(({ number, url: answer_url, method = 'POST', application }) =>
            application
              ? []
              : [{ app_id: digits(number), resource_uri: uri(number), answer_url, answer_method: method }],
          ),
        );
      if (url.pathname === '/v1/Account/ACC1/Number/')
        return paged(
          numbers.map(({ number, application }) => ({
            number: digits(number),
            application: application ?? uri(number),
          })),
        );
      return undefined;
    },
  },
} satisfies Record<string, Api>;

export type Double = { url: string; account: Account; requests: string[]; close: () => void };

/** Starts a carrier's API on this machine. It refuses requests without the account's secret. */
export async function startCarrierApi(carrier: keyof typeof APIS): Promise<Double> {
  const account: Account = { legs: [], numbers: [] };
  const requests: string[] = [];
  const api: Api = APIS[carrier];

  function answer(request: IncomingMessage): Answer {
    const url = new URL(request.url ?? '', 'http://double.example');
    requests.push(request.url ?? '');
    if (request.headers.authorization !== api.authorization) return { status: 401, body: { code: 20003 } };
    if (account.fails) return { status: account.fails, body: {} };
    if (account.garbage) return { status: 200, body: { calls: 'none today' } };
    const body = api.answer(url, account);
    return body === undefined ? { status: 404, body: { code: 20404 } } : { status: 200, body };
  }

  const server = createServer((request, response) => {
    const { status, body } = answer(request);
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, account, requests, close: () => server.close() };
}
