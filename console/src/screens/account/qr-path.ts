import encodeQR from 'qr';

/** The light frame around a code, in modules. ISO/IEC 18004 asks for four. */
const QUIET_ZONE = 4;

/** A QR code as the path of its dark modules, in a square of `size` modules. */
export type QrPath = { size: number; path: string };

/** Draws the text as a QR code. */
export function qrPath(text: string): QrPath {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET_ZONE });
  const modules = rows.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])),
  );
  return { size: rows.length, path: modules.join('') };
}
