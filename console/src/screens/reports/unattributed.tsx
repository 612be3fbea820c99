import { Link } from 'wouter';
import type { CallReport } from '../../../../tools/client/operations.ts';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import css from './reports.module.css';
import { reportsText } from './text.ts';

type Props = {
  rows: CallReport['data'];
  total: number;
  /** The address of the calls. */
  href: string;
};

/** Why calls are attributed to nobody: by the kind of the number that was dialled. */
export function Unattributed({ rows, total, href }: Props) {
  const text = useText(reportsText);
  const { number, percent } = useFormat();
  const calls = rows.reduce((sum, row) => sum + row.calls, 0);
  return (
    <>
      <p className={css.sum}>
        <Link href={href}>
          {text.unattributedShare(number(calls), percent(total > 0 ? calls / total : 0))}
        </Link>
      </p>
      <ul className={css.reasons}>
        {rows.map((row) => (
          <li key={row.by.rung ?? ''}>
            <span>{text.reasons[reasonOf(row.by.rung)]}</span>
            <meter aria-hidden="true" className={css.meter} max={calls} value={row.calls} />
            <span>{number(row.calls)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

type Reason = 'session' | 'bucket' | 'overflow' | 'pinned' | 'none';

function reasonOf(rung: string | null | undefined): Reason {
  const known: readonly Reason[] = ['session', 'bucket', 'overflow', 'pinned'];
  return known.find((one) => one === rung) ?? 'none';
}
