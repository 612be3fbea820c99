import { useMemo } from 'react';
import { qrPath } from './qr-path.ts';

/** A QR code, dark on light in every appearance: cameras read no others. */
export default function Qr({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => qrPath(text), [text]);
  return (
    <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path d={path} />
    </svg>
  );
}
