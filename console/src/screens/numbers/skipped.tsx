import type { SkippedNumber } from '../../../../tools/client/operations.ts';
import { useText } from '../../text/language.ts';
import { Phone } from '../../ui/phone.tsx';
import { numbersText } from './text.ts';

/** Numbers that were not added: each on a line of its own, with the reason in the reader's language. */
export function SkippedNumbers({ skipped }: { skipped: readonly SkippedNumber[] }) {
  const { skipped: reasons } = useText(numbersText);
  return (
    <ul>
      {skipped.map(({ number, code, of }, place) => (
        <li key={place}>
          <strong>{code === 'unreadable' ? number : <Phone value={number} />}</strong>: {reasons[code](of)}
        </li>
      ))}
    </ul>
  );
}
