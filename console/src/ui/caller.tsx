import { common } from '../text/common.ts';
import { useText } from '../text/language.ts';
import { Phone } from './phone.tsx';

/** Returns whether the caller shows a number or an address. The API masks it for readers who may not see it. */
export function showsNumber(from: string | null): from is string {
  return from !== null && (/^(\+|caller_|\*+\d)/.test(from) || from.includes('@'));
}

/** A caller as the reader may see it: the number, its last digits, or words for a number that nobody knows. */
export function Caller({ from }: { from: string | null }) {
  const text = useText(common);
  const [, digits] = /^\*+(\d*)$/.exec(from ?? '') ?? [];
  if (from === null) return text.withheld;
  if (digits === '') return text.withheld;
  if (digits) return <span title={text.masked(digits)}>••• {digits}</span>;
  if (/^[+\w.-]*@|^\+/.test(from)) return <Phone value={from} />;
  return from.startsWith('caller_') ? text.hashed(from.slice(-6)) : text.withheld;
}
