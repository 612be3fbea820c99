import { common } from '../text/common.ts';
import { useText } from '../text/language.ts';
import { Phone } from './phone.tsx';

/** A caller as the reader may see it: the number, its last digits, or words for a number that nobody knows. */
export function Caller({ from }: { from: string | null }) {
  const text = useText(common);
  const [, digits] = /^\*+(\d*)$/.exec(from ?? '') ?? [];
  if (from === null) return text.withheld;
  if (digits === '') return text.withheld;
  if (digits) return <span title={text.masked(digits)}>••• {digits}</span>;
  if (/^[+\w.-]*@|^\+/.test(from)) return <Phone value={from} />;
  return text.hashed(from.slice(-6));
}
