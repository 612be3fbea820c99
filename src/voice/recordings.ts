import type { Call } from '../domain/call.ts';
import type { Carrier } from '../domain/model.ts';
import { Problem } from '../domain/problem.ts';
import type { CarrierApis, ListingCarrier } from './carriers/accounts.ts';
import { basic } from './carriers/rest.ts';

/** The hosts at which carriers keep recordings: each host itself, and those below it. */
const HOSTS: Record<Carrier, readonly string[]> = {
  twilio: ['twilio.com'],
  signalwire: ['signalwire.com'],
  telnyx: ['telnyx.com', 's3.amazonaws.com', 'telephony-recorder-prod.s3.amazonaws.com'],
  plivo: ['plivo.com', 's3.amazonaws.com'],
  vonage: ['nexmo.com', 'vonage.com'],
  bandwidth: ['bandwidth.com'],
};
/** Whole hosts of other people lie below these, so none below them counts. */
const EXACT = new Set(['s3.amazonaws.com', 'telephony-recorder-prod.s3.amazonaws.com']);

const MAX_REDIRECTS = 3;
const ANSWER_MS = 15_000;
const RANGE = /^bytes=(\d+-\d*|-\d+)$/;
/** The headers of the carrier's answer that the listener gets. */
const PASSED = ['content-length', 'content-range', 'accept-ranges', 'last-modified'];

export type Recording = {
  status: number;
  headers: Record<string, string>;
  bytes: AsyncIterable<Uint8Array>;
};

export type RecordingReader = (
  call: Pick<Call, 'carrier' | 'account' | 'recording'>,
  range: string | undefined,
  gone: AbortSignal,
) => Promise<Recording>;

/**
 * Returns the function that reads a call's recording from its carrier. It reads from the carrier's own hosts alone, and sends the
 * account's password to the origin of the carrier's API alone. Rejects with `Problem` where there is no recording or the carrier
 * does not give it.
 */
export function createRecordingReader(apis: CarrierApis): RecordingReader {
  return async ({ carrier, account, recording }, range, gone) => {
    if (!recording?.url) throw new Problem('not_found', 'This call has no recording.');
    const api = apis[carrier as ListingCarrier];
    const headers = {
      'Accept-Encoding': 'identity',
      ...(range !== undefined && RANGE.test(range) && { Range: range }),
    };
    let address = new URL(recording.url);
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const isApi = api?.url != null && address.origin === new URL(api.url).origin;
      if (!isApi && !isHostOf(carrier, address))
        throw new Problem('unavailable', `${address.hostname} is not a host of the carrier ${carrier}.`);
      const authorization = isApi ? authorizationOf(carrier, api.accounts, account) : null;
      const answer = await answerOf(
        address,
        { ...headers, ...(authorization !== null && { Authorization: authorization }) },
        gone,
      ).catch((cause) => {
        throw new Problem('unavailable', `The carrier ${carrier} did not answer.`, { cause });
      });
      const location = answer.headers.get('location');
      if (answer.status < 300 || answer.status >= 400 || location === null)
        return toRecording(carrier, answer);
      await answer.body?.cancel();
      address = new URL(location, address);
    }
    throw new Problem('unavailable', `The carrier ${carrier} redirects too often.`);
  };
}

/** Returns the answer once its head has come. Its body may take as long as somebody listens. */
async function answerOf(address: URL, headers: Record<string, string>, gone: AbortSignal): Promise<Response> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), ANSWER_MS);
  const signal = AbortSignal.any([gone, late.signal]);
  try {
    return await fetch(address, { headers, redirect: 'manual', signal });
  } finally {
    clearTimeout(timer);
  }
}

function toRecording(carrier: Carrier, answer: Response): Recording {
  const { status, headers, body } = answer;
  if (status === 404 || status === 410)
    throw new Problem('not_found', `The carrier ${carrier} has removed this recording.`);
  if (![200, 206, 416].includes(status) || !body)
    throw new Problem(
      'unavailable',
      `The carrier ${carrier} answered ${status}. Check that its account is configured.`,
    );
  const type = headers.get('content-type') ?? '';
  const passed = PASSED.flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  return {
    status,
    // Whatever the carrier sends, the browser must not take it for a page of ours.
    headers: {
      ...Object.fromEntries(passed),
      'content-type': /^audio\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream',
    },
    bytes: body,
  };
}

function isHostOf(carrier: Carrier, { protocol, hostname, port }: URL): boolean {
  if (protocol !== 'https:' || port !== '') return false;
  return HOSTS[carrier].some(
    (host) => hostname === host || (!EXACT.has(host) && hostname.endsWith(`.${host}`)),
  );
}

/** Returns the password of the call's account, or of the only one. @param accounts as `id:secret` */
function authorizationOf(
  carrier: Carrier,
  accounts: readonly string[],
  account: string | null,
): string | null {
  const own =
    accounts.find((one) => one.startsWith(`${account}:`)) ?? (accounts.length === 1 ? accounts[0] : null);
  if (!own) return null;
  const [id = '', ...rest] = own.split(':');
  const secret = rest.join(':');
  return carrier === 'telnyx' ? `Bearer ${secret}` : basic(id, secret);
}
