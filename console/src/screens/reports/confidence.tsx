import { Link } from 'wouter';
import type { ConfidenceReport } from '../../../../tools/client/operations.ts';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import css from './reports.module.css';
import { reportsText } from './text.ts';

type Props = {
  report: ConfidenceReport;
  /** Returns the address of the calls with further filters. */
  callsOf: (filters: Record<string, string>) => string;
};

/** The calls by the confidence of their attribution, the surest first, and those that are attributed to nobody. */
export function Confidence({ report: { bands, unattributed }, callsOf }: Props) {
  const text = useText(reportsText);
  const { number, percent } = useFormat();
  const known = bands.filter(({ calls }) => calls > 0).toReversed();
  const rows = [
    ...known.map(({ band, from, to, calls }) => ({
      ...{ name: `${percent(from)} – ${percent(to)}`, calls, href: callsOf({ band: String(band) }) },
    })),
    { name: text.toNobody, calls: unattributed, href: callsOf({ view: 'unattributed' }) },
  ];
  const all = rows.reduce((sum, { calls }) => sum + calls, 0);
  return (
    <ul className={css.reasons}>
      {rows.map(({ name, calls, href }) => (
        <li key={name}>
          <span>{name}</span>
          <meter aria-hidden="true" className={css.meter} max={all} value={calls} />
          <Link href={href} aria-label={text.ofBand(name, number(calls))}>
            {number(calls)}
          </Link>
        </li>
      ))}
    </ul>
  );
}
