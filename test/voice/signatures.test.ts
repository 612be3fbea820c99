import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { signForm } from '../../src/voice/carriers/signalwire/signature.ts';
import { sha256 } from '../../src/voice/carriers/signing.ts';
import { signAsTwilio } from '../../src/voice/carriers/twilio/signature.ts';
import { CALLED, CALLER, gateway } from '../support/carrier-gateway.ts';

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

/** Sends a request with exactly this path: a GET where there is no body. HTTP clients would escape the path. */
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
  const method = body === '' ? 'GET' : 'POST';
  const head = `${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
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

  // Each was seen: a proxy or a back end of the carrier wrote the query in its own way.
  it.each([
    ['with an apostrophe that was signed as it is', 'It%27s', "It's"],
    ['with an apostrophe that was escaped when it was signed', "It's", 'It%27s'],
    ['with a plus sign that was signed as %20', 'a+b', 'a%20b'],
    ['with a %20 that was signed as a plus sign', 'a%20b', 'a+b'],
    ['with an escape in lower case that was signed in upper case', '%2f', '%2F'],
    ...['@', ':', ',', ';', '!', '(', ')', '*', '$', '/', '?'].flatMap((mark) => {
      const escaped = `%${mark.charCodeAt(0).toString(16).toUpperCase()}`;
      return [
        [`with ${mark} that was signed escaped`, `a${mark}b`, `a${escaped}b`],
        [`with ${escaped} that was signed as it is`, `a${escaped}b`, `a${mark}b`],
      ];
    }),
    ['with ~ that was signed escaped', 'a~', 'a%7E'],
    [
      'with non-ASCII characters and marks at once',
      'Zo%C3%AB+%26+S%c3%b6hne:%20@',
      'Zo%C3%AB%20%26%20S%C3%B6hne%3A%20%40',
    ],
  ])('by GET is accepted %s', async (_what, sent, signed) => {
    const { localUrl } = await gateway(carrier, {}, { publicUrl: 'https://calls.example.com' });
    const query = `?CallSid=CA1&From=%2B12125550100&To=%2B12025550100&CallerName=`;
    const signature = sign(secret, `https://calls.example.com${path}${query}${signed}`, []);
    expect(await send(localUrl, path + query + sent, { [header]: signature }, '')).toBe(200);
    const other = sign(secret, `https://calls.example.com${path}${query}${signed}x`, []);
    expect(await send(localUrl, path + query + sent, { [header]: other }, '')).toBe(403);
  });

  it('by GET is accepted with escapes in upper case that were signed in lower case', async () => {
    const { localUrl } = await gateway(carrier, {}, { publicUrl: 'https://calls.example.com' });
    const query = '?CallSid=CA1&From=%2B12125550100&CallerName=%2F';
    const signature = sign(
      secret,
      `https://calls.example.com${path}${query.replaceAll('%2B', '%2b').replace('%2F', '%2f')}`,
      [],
    );
    expect(await send(localUrl, path + query, { [header]: signature }, '')).toBe(200);
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
