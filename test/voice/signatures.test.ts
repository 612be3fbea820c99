import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { signForm } from '../../src/voice/carriers/signalwire/signature.ts';
import { sha256 } from '../../src/voice/carriers/signing.ts';
import { signAsTwilio } from '../../src/voice/carriers/twilio/signature.ts';
import { CALLED, CALLER, gateway } from '../support/carrier-gateway.ts';

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

/** Sends a request with exactly this path. HTTP clients would escape it. */
function send(
  localUrl: string,
  path: string,
  headers: Record<string, string>,
  body: string,
): Promise<number> {
  const { hostname, port } = new URL(localUrl);
  const lines = Object.entries({
    Host: 'x',
    Connection: 'close',
    'Content-Length': String(Buffer.byteLength(body)),
    ...headers,
  });
  const head = `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.end(head + body));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('end', () => resolve(Number(answer.slice(9, 12))));
    socket.on('error', reject);
  });
}

type Case = {
  publicUrl?: string;
  /** The query of the request. */
  query?: string;
  /** Returns the signed URL, where its spelling differs from the request. */
  signed?: (url: string) => string;
  fields?: [string, string][];
};

const parties: [string, string][] = [
  ['CallSid', 'CA1'],
  ['From', CALLER],
  ['To', CALLED],
];

describe.each([
  ['twilio', 'X-Twilio-Signature', 'token', signAsTwilio],
  ['signalwire', 'X-SignalWire-Signature', 'PSK1', signForm],
] as const)('over HTTP, a webhook of %s', (carrier, header, secret, sign) => {
  const path = `/v1/carriers/${carrier}/voice`;

  async function ask({ publicUrl = 'https://calls.example.com', query = '', signed, fields = [] }: Case) {
    const { localUrl } = await gateway(carrier, {}, { publicUrl });
    const all = [...parties, ...fields];
    const url = publicUrl + path + query;
    const signature = sign(secret, signed?.(url) ?? url, all);
    const headers = { 'Content-Type': FORM, [header]: signature };
    return send(localUrl, path + query, headers, String(new URLSearchParams(all)));
  }

  it.each<[string, Case]>([
    ['with a host of mixed case and a port', { publicUrl: 'https://MyCompany.com:1234' }],
    ['with a non-ASCII path', { publicUrl: 'https://mycompany.com/España' }],
    [
      'with a non-ASCII query that was signed before it was escaped',
      { query: '?a%C3%B1o=Espa%C3%B1a', signed: decodeURIComponent },
    ],
    ['signed with the default port', { signed: (url) => url.replace('.com', '.com:443') }],
    [
      'signed without the port',
      { publicUrl: 'http://mycompany.com:80', signed: (url) => url.replace(':80', '') },
    ],
    ['with an apostrophe in the query', { query: "?Body=It's+amazing" }],
    [
      'with an apostrophe in the query that was escaped when it was signed',
      { query: "?Body=It's+amazing", signed: (url) => url.replace("'", '%27') },
    ],
    ['with a query in its own order, repeated and empty', { query: '?b=2&a=1&b=1&c=&d' }],
    [
      'with fields that come twice, are empty, or hold any character',
      {
        fields: [
          ['Digits', '2'],
          ['Digits', '1'],
          ['Digits', '1'],
          ['Empty', ''],
          ['Text', 'ñ & <"\'📞 +%'],
        ],
      },
    ],
  ])('is accepted %s', async (_what, one) => {
    expect(await ask(one)).toBe(200);
  });

  it.each<[string, Case]>([
    ['of another host', { signed: (url) => url.replace('calls', 'other') }],
    ['of another path', { signed: (url) => url.replace('voice', 'dial') }],
    ['of another query', { query: '?a=1', signed: (url) => url.replace('a=1', 'a=2') }],
    ['of another scheme', { signed: (url) => url.replace('https', 'http') }],
    ['of another port', { signed: (url) => url.replace('.com', '.com:8443') }],
  ])('is refused with the signature %s', async (_what, one) => {
    expect(await ask(one)).toBe(403);
  });

  it('that is JSON is accepted with the hash of its body in the URL, and refused without it or with another', async () => {
    const { localUrl } = await gateway(carrier, {}, { publicUrl: 'https://calls.example.com' });
    const body = '{"CallSid":"CA1"}';
    const ask = (query: string) => {
      const signature = sign(secret, `https://calls.example.com${path}${query}`, []);
      return send(localUrl, path + query, { 'Content-Type': JSON_TYPE, [header]: signature }, body);
    };
    expect(
      await ask(`?bodySHA256=${sha256(body)}`),
      'the signature is valid, but the body names no call',
    ).toBe(400);
    expect(await ask(`?bodySHA256=${sha256('{}')}`)).toBe(403);
    expect(await ask('')).toBe(403);
  });
});
