import type { CallMoney, ValueReport } from '../../../../tools/client/operations.ts';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import type { Dimension } from './query.ts';
import css from './reports.module.css';
import { valueText } from './value-text.ts';

const AMOUNTS = ['value', 'valuePerCall', 'cost', 'costPerCall', 'costPerQualified'] as const;
type Amount = (typeof AMOUNTS)[number];
const NO_MONEY: CallMoney = { currency: null };

type Row = { key: string; name: string; calls: number; qualified: number; money: CallMoney };

type ValueProps = {
  by: Dimension;
  /** What the first column holds. */
  head: string;
  report: ValueReport;
  nameOf: (value: string | null) => string;
};

/** The value and cost of each row, one line for each currency. A column that no line has is left out. */
export function Value({ by, head, report: { data, total }, nameOf }: ValueProps) {
  const text = useText(valueText);
  const { locale, number } = useFormat();
  const rows = [
    ...data.flatMap((row) => {
      const value = row.by[by] ?? null;
      // A value that is null has the name of an empty one.
      return rowsOf(JSON.stringify(value), nameOf(value), row);
    }),
    ...rowsOf('total', text.total, total),
  ];
  const columns = AMOUNTS.filter((name) => rows.some(({ money }) => money[name] !== undefined));
  const hasReturn = rows.some(({ money }) => money.return !== undefined);
  if (columns.length === 0) return <p>{text.nothing}</p>;

  function amount(name: Amount, { currency, [name]: value }: CallMoney): string {
    if (value === undefined) return '';
    if (currency === null) return number(Number(value));
    return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(Number(value));
  }

  const heads = [text.columns.calls, text.columns.qualified, ...columns.map((name) => text.columns[name])];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard scrolls the table here
    <section className={css.scroll} aria-label={text.title} tabIndex={0}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{head}</th>
            {[...heads, ...(hasReturn ? [text.columns.return] : [])].map((name) => (
              <th key={name} scope="col" className={css.number}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, name, calls, qualified, money }) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              <td className={css.number}>{number(calls)}</td>
              <td className={css.number}>{number(qualified)}</td>
              {columns.map((column) => (
                <td key={column} className={css.number}>
                  {amount(column, money)}
                </td>
              ))}
              {hasReturn && (
                <td className={css.number}>{money.return !== undefined && number(money.return)}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function rowsOf(key: string, name: string, { calls, qualified, money }: ValueReport['total']): Row[] {
  const all = money.length > 0 ? money : [NO_MONEY];
  return all.map((one) => ({ key: `${key} ${one.currency}`, name, calls, qualified, money: one }));
}
