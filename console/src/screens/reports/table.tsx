import { UnstyledButton } from '@mantine/core';
import { Link } from 'wouter';
import type { CallReport } from '../../../../tools/client/operations.ts';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { Confidence } from '../../ui/marks.tsx';
import { answeredShare, averageTalk } from './figures.tsx';
import type { Dimension } from './query.ts';
import css from './reports.module.css';
import { reportsText } from './text.ts';

type Row = CallReport['data'][number];
type ReportTableProps = {
  by: Dimension;
  rows: readonly Row[];
  former: readonly Row[];
  nameOf: (value: string | null) => string;
  onDrill: ((value: string) => void) | null;
  /** Returns the address of the calls that a row counts. */
  callsOf: (value: string | null) => string;
};

/** The rows of a report. A row's name limits the report to it. */
export function ReportTable({ by, rows, former, nameOf, onDrill, callsOf }: ReportTableProps) {
  const text = useText(reportsText);
  const { number, percent, duration } = useFormat();
  const most = Math.max(1, ...rows.map(({ calls }) => calls));
  const before = new Map(former.map((row) => [row.by[by], row.calls]));
  return (
    <div className={css.scroll}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{text.dimensions[by]}</th>
            <th scope="col" className={css.number}>
              {text.calls}
            </th>
            <th scope="col" className={css.wide} />
            <th scope="col" className={css.number}>
              {text.change}
            </th>
            <th scope="col" className={css.number}>
              {text.answered}
            </th>
            <th scope="col" className={css.number}>
              {text.missed}
            </th>
            <th scope="col" className={css.number}>
              {text.talk}
            </th>
            <th scope="col">{text.confidence}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const value = row.by[by] ?? null;
            return (
              <tr key={value}>
                <th scope="row">
                  <Name
                    name={nameOf(value)}
                    onDrill={value !== null && onDrill ? () => onDrill(value) : null}
                  />
                </th>
                <td className={css.number}>
                  <Link href={callsOf(value)} aria-label={text.showCalls(number(row.calls), nameOf(value))}>
                    {number(row.calls)}
                  </Link>
                </td>
                <td className={css.wide}>
                  <meter aria-hidden="true" className={css.meter} max={most} value={row.calls} />
                </td>
                <td className={css.number}>
                  <Change now={row.calls} former={before.get(value) ?? 0} />
                </td>
                <td className={css.number}>{percent(answeredShare(row))}</td>
                <td className={css.number}>{number(row.outcomes.missed)}</td>
                <td className={css.number}>{row.outcomes.answered > 0 && duration(averageTalk(row))}</td>
                <td>
                  {row.confidence !== null && <Confidence value={row.confidence} label={text.confidence} />}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Name({ name, onDrill }: { name: string; onDrill: (() => void) | null }) {
  const text = useText(reportsText);
  if (!onDrill) return name;
  return (
    <UnstyledButton className={css.drill} onClick={onDrill} title={text.drill(name)}>
      {name}
    </UnstyledButton>
  );
}

function Change({ now, former }: { now: number; former: number }) {
  const { locale } = useFormat();
  if (former === 0) return <span className={css.before}>–</span>;
  const change = new Intl.NumberFormat(locale, { style: 'percent', signDisplay: 'exceptZero' }).format(
    (now - former) / former,
  );
  return <span className={css.before}>{change}</span>;
}
