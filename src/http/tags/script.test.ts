import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { scriptOf, sendScript } from './script.ts';

const script = scriptOf(`console.info(${JSON.stringify('ring '.repeat(200))});`);

describe('a script', () => {
  it.each(['gzip, deflate, br, zstd', 'br;q=0, gzip;q=0.5', 'deflate , GZIP', 'gzip;q=0.01, br'])(
    'is compressed for a browser that takes %j',
    (accepted) => {
      const { headers, text = '' } = sendScript(script, 'max-age=300', { 'accept-encoding': accepted });
      expect(headers).toMatchObject({ 'Content-Encoding': 'gzip', 'Cache-Control': 'public, max-age=300' });
      expect(gunzipSync(text).toString()).toBe(script.text);
    },
  );

  it.each(['', 'br', 'xgzip, gzipx', 'gzip;q=0', 'br, gzip; q=0.0, deflate'])(
    'is sent as it is to one that takes %j',
    (accepted) => {
      const { headers, text } = sendScript(script, 'max-age=300', { 'accept-encoding': accepted });
      expect(headers).not.toHaveProperty('Content-Encoding');
      expect(headers).toMatchObject({ Vary: 'Accept-Encoding' });
      expect(text).toBe(script.text);
    },
  );

  it('is not sent to a browser that has it', () => {
    const { headers } = sendScript(script, 'max-age=300', {});
    const again = sendScript(script, 'max-age=300', { 'if-none-match': String(headers?.ETag) });
    expect(again).toMatchObject({ status: 304, headers: { ETag: headers?.ETag } });
    expect(again.text).toBeUndefined();
    expect(sendScript(script, 'max-age=300', { 'if-none-match': '"another"' }).status).toBe(200);
  });
});
