import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Webhook } from '../carrier.ts';
import { createReplayGuard } from '../replay-guard.ts';
import { contentToSign, isSignedByPlivo, signAsPlivo } from './signature.ts';

type Vector = {
  id: string;
  version: 'v1' | 'v2' | 'v3';
  url: string;
  nonce?: string;
  token: string;
  params?: [string, string][] | Record<string, string>;
  signature: string;
  signed_string?: string;
};
const { signatures, payload }: { signatures: Vector[]; payload: { params: Record<string, string> } } =
  JSON.parse(readFileSync(new URL('../../../../test/vectors/plivo.json', import.meta.url), 'utf8'));
const ofVersion = (version: Vector['version']) => signatures.filter((vector) => vector.version === version);

const newGuard = () => createReplayGuard(() => new Date(0));

function webhook(url: string, fields: readonly (readonly [string, string])[], headers: Webhook['headers']) {
  const body = String(new URLSearchParams(fields.map(([name, value]) => [name, value])));
  return { method: 'POST', urls: [url], headers, body: Buffer.from(body) } satisfies Webhook;
}

const signed = (signature: string, nonce: string) => ({
  'content-type': 'application/x-www-form-urlencoded',
  'x-plivo-signature-v3': signature,
  'x-plivo-signature-v3-nonce': nonce,
});

describe('Plivo’s vectors of signature V3', () => {
  it.each(ofVersion('v3').map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    const { url, nonce = '', token, signature, signed_string } = vector;
    const fields = Array.isArray(vector.params) ? vector.params : [];
    expect(`${contentToSign('POST', url, fields)}.${nonce}`).toBe(signed_string);
    const received = webhook(url, fields, signed(signature, nonce));
    expect(isSignedByPlivo(received, [token], newGuard())).toBe(true);
    expect(isSignedByPlivo(received, ['another', token], newGuard()), 'of two tokens either').toBe(true);
    expect(isSignedByPlivo(received, ['another'], newGuard())).toBe(false);
    const more = webhook(url, [...fields, ['CallUUID', 'x']], signed(signature, nonce));
    expect(isSignedByPlivo(more, [token], newGuard())).toBe(false);
    const later = webhook(url, fields, signed(signature, `${nonce}1`));
    expect(isSignedByPlivo(later, [token], newGuard())).toBe(false);
  });

  it('fit the recorded payload', () => {
    expect(Object.fromEntries(ofVersion('v3')[0]?.params as [string, string][])).toEqual(payload.params);
  });
});

describe('Plivo’s signatures V2 and V1', () => {
  /** V2 and V1 cover only the URL and the nonce. Anybody could send other fields with them. */
  it.each([...ofVersion('v2'), ...ofVersion('v1')].map((vector) => [vector.id, vector] as const))(
    '%s is refused although it is correct by its own rule',
    (_id, { version, url, nonce = '', token, params = {}, signature }) => {
      const pairs = Object.entries(params).toSorted().flat().join('');
      const right =
        version === 'v2'
          ? createHmac('sha256', token).update(url + nonce)
          : createHmac('sha1', token).update(url + pairs);
      expect(right.digest('base64')).toBe(signature);
      for (const name of ['x-plivo-signature-v2', 'x-plivo-signature', 'x-plivo-signature-v3']) {
        const headers = { [name]: signature, [`${name}-nonce`]: nonce };
        expect(isSignedByPlivo(webhook(url, [], headers), [token], newGuard())).toBe(false);
      }
    },
  );
});

describe('a signature of Plivo', () => {
  const url = 'https://Calls.Example.com/España/dial?flow=b&flow=a&empty=&who=It%27s';
  const fields = [
    ['CallUUID', 'c1'],
    ['Digits', '2'],
    ['Digits', '1'],
    ['Empty', ''],
    ['From', 'ñ & <"\'📞'],
  ] as const;
  const sign = (content: string, nonce = '1') => signed(signAsPlivo('token', content, nonce), nonce);

  it('covers the query and the fields, each sorted and unescaped', () => {
    const content = contentToSign('POST', url, fields);
    expect(content).toBe(
      "https://Calls.Example.com/España/dial?empty=&flow=a&flow=b&who=It's.CallUUIDc1Digits1Digits2EmptyFromñ & <\"'📞",
    );
    expect(isSignedByPlivo(webhook(url, fields, sign(content)), ['token'], newGuard())).toBe(true);
  });

  it('covers only the query of a GET', () => {
    const headers = sign('https://a.example/voice?CallUUID=c1&From=1&To=2');
    const get = { ...webhook('https://a.example/voice?To=2&From=1&CallUUID=c1', [], headers), method: 'GET' };
    expect(isSignedByPlivo(get, ['token'], newGuard())).toBe(true);
    expect(isSignedByPlivo({ ...get, method: 'POST', body: Buffer.from('x=1') }, ['token'], newGuard())).toBe(
      false,
    );
  });

  it.each([
    ['the default port', url.replace('.com', '.com:443')],
    ['an escaped path', url.replace('España', 'Espa%C3%B1a')],
  ])('may be over %s', (_what, spelt) => {
    const received = webhook(url, fields, sign(contentToSign('POST', spelt, fields)));
    expect(isSignedByPlivo(received, ['token'], newGuard())).toBe(true);
  });

  it('may be the main account’s, or one of several in the header', () => {
    const { 'x-plivo-signature-v3': signature, ...headers } = sign(contentToSign('POST', url, fields));
    for (const more of [
      { 'x-plivo-signature-ma-v3': signature },
      { 'x-plivo-signature-v3': 'AAAA', 'x-plivo-signature-ma-v3': signature },
      { 'x-plivo-signature-v3': `AAAA, ${signature}` },
    ]) {
      expect(isSignedByPlivo(webhook(url, fields, { ...headers, ...more }), ['token'], newGuard())).toBe(
        true,
      );
    }
    expect(isSignedByPlivo(webhook(url, fields, headers), ['token'], newGuard())).toBe(false);
  });

  it('is valid once for its nonce, and for the carrier’s retry within ten minutes', () => {
    let now = 0;
    const guard = createReplayGuard(() => new Date(now));
    const received = webhook(url, fields, sign(contentToSign('POST', url, fields)));
    expect(isSignedByPlivo(received, ['token'], guard)).toBe(true);
    expect(isSignedByPlivo(received, ['token'], guard)).toBe(true);
    const other = webhook(url, [['CallUUID', 'c2']], sign(contentToSign('POST', url, [['CallUUID', 'c2']])));
    expect(isSignedByPlivo(other, ['token'], guard), 'the same nonce on another request').toBe(false);
    now = 601_000;
    expect(isSignedByPlivo(received, ['token'], guard), 'much later').toBe(false);
  });
});
