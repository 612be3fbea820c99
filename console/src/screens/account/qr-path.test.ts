import decodeQR from 'qr/decode.js';
import { expect, it } from 'vitest';
import { qrPath } from './qr-path.ts';

const MODULE_PIXELS = 4;

/** Returns the picture of the code as a camera sees it. */
function pictureOf({ size, path }: ReturnType<typeof qrPath>) {
  const width = size * MODULE_PIXELS;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g))
    for (let pixel = 0; pixel < MODULE_PIXELS ** 2; pixel++) {
      const left = Number(x) * MODULE_PIXELS + (pixel % MODULE_PIXELS);
      const top = Number(y) * MODULE_PIXELS + Math.floor(pixel / MODULE_PIXELS);
      data.fill(0, (top * width + left) * 4, (top * width + left) * 4 + 3);
    }
  return { width, height: width, data };
}

it('draws a code from which a camera reads the text', () => {
  const uri =
    'otpauth://totp/Ringtrail:anna%40shop.example?issuer=Ringtrail&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
  expect(decodeQR(pictureOf(qrPath(uri)))).toBe(uri);
});
