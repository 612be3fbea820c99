import type { Twilio } from 'twilio';
import type { CallInstance } from 'twilio/lib/rest/api/v2010/account/call.js';
import { withPlus } from '../../../domain/phone.ts';
import { type CarrierAccount, CarrierUnavailable, type ListedCall, type ListedNumber } from '../account.ts';
import { MAX_PAGES, TIMEOUT_MS } from '../rest.ts';
import { takerOf, toListedCalls } from '../twilio-like/account.ts';
import { twilioShop } from './shop.ts';

const PAGE_SIZE = 1000;

/** A page of a list, as Twilio's library returns it. */
type Page<T> = { instances: readonly T[]; nextPageUrl?: string | undefined };

/**
 * Opens an account through Twilio's own library. The library is loaded with the first request: it takes 0.1 seconds and
 * 5 MB of memory, and most processes never need it.
 * @param credential account SID and auth token
 */
export function twilioAccount(
  credential: readonly [sid: string, token: string],
  url: string,
): CarrierAccount {
  const [id] = credential;
  let client: Promise<Twilio> | undefined;
  const openClient = () => {
    client ??= createClient(credential, url);
    return client;
  };
  return {
    carrier: 'twilio',
    id,
    calls: (since) => unlessUnavailable(url, async () => listCalls(await openClient(), since)),
    numbers: () => unlessUnavailable(url, async () => listNumbers(await openClient())),
    shop: twilioShop(openClient),
  };
}

async function createClient([sid, token]: readonly [string, string], url: string): Promise<Twilio> {
  const { default: twilio } = await import('twilio');
  const client = twilio(sid, token, { timeout: TIMEOUT_MS });
  client.api.baseUrl = url;
  // Twilio has its prices on a host of their own.
  if (!new URL(url).hostname.endsWith('.twilio.com')) client.pricing.baseUrl = url;
  return client;
}

/** Twilio lists the latest call first, so the list is read until a call that started before `since`. */
async function listCalls(client: Twilio, since: Date): Promise<ListedCall[]> {
  const isBefore = ({ startedAt }: ListedCall) => startedAt < since;
  const calls: ListedCall[] = [];
  const first = client.calls.page({ startTimeAfter: since, pageSize: PAGE_SIZE });
  for await (const page of pagesOf(first, (next) => client.calls.getPage(next))) {
    const listed = page.flatMap(fromTwilio);
    calls.push(...listed.filter((call) => !isBefore(call)));
    if (listed.some(isBefore)) break;
  }
  return calls;
}

function fromTwilio(call: CallInstance): ListedCall[] {
  const { sid, parentCallSid: parentSid, from, to, status, direction, duration } = call;
  const startedAt = call.startTime ?? call.dateCreated;
  return toListedCalls({
    sid,
    parentSid,
    from,
    to,
    status,
    direction,
    startedAt,
    endedAt: call.endTime,
    duration,
  });
}

async function listNumbers(client: Twilio): Promise<ListedNumber[]> {
  const numbers: ListedNumber[] = [];
  const first = client.incomingPhoneNumbers.page({ pageSize: PAGE_SIZE });
  for await (const page of pagesOf(first, (next) => client.incomingPhoneNumbers.getPage(next))) {
    for (const { phoneNumber, voiceUrl, voiceMethod, trunkSid, voiceApplicationSid } of page)
      numbers.push({
        number: withPlus(phoneNumber),
        voiceUrl: voiceUrl || null,
        method: voiceMethod || null,
        takenBy: takerOf(trunkSid, voiceApplicationSid),
      });
  }
  return numbers;
}

async function* pagesOf<T>(
  first: Promise<Page<T>>,
  getPage: (url: string) => Promise<Page<T>>,
): AsyncGenerator<readonly T[]> {
  let page = await first;
  for (let count = 1; ; count++) {
    yield page.instances;
    if (!page.nextPageUrl) return;
    if (count === MAX_PAGES) throw new CarrierUnavailable(`the list has more than ${MAX_PAGES} pages`);
    page = await getPage(page.nextPageUrl);
  }
}

/** Runs the requests. Rejects with `CarrierUnavailable` for every error of Twilio, the network or the library. */
async function unlessUnavailable<T>(url: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw error instanceof CarrierUnavailable ? error : new CarrierUnavailable(`${url} ${faultOf(error)}`);
  }
}

/** The library's error is not passed on as the cause: it holds the request with the auth token. */
function faultOf(error: unknown): string {
  const { status, code, message } = error as { status?: number; code?: string | number; message?: string };
  if (typeof status === 'number') return `answered ${status}`;
  if (typeof code === 'string') return `did not answer: ${message} (${code})`;
  return `cannot be read: ${message}`;
}
