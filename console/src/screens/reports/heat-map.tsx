import { Link } from 'wouter';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import css from './heat-map.module.css';
import type { HeatCell } from './query.ts';
import { reportsText } from './text.ts';

const LEVELS = 5;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
/** A Monday, whose week names the days. */
const MONDAY = Date.UTC(2026, 0, 5, 12);
const DAYS = Array.from({ length: 7 }, (_, day) => new Date(MONDAY + day * 86_400_000));

/** The calls of each hour of the week. A darker cell has more. Each leads to its calls. */
export function HeatMap({
  cells,
  hrefOf,
}: {
  cells: readonly HeatCell[];
  hrefOf: (weekday: number, hour: number) => string;
}) {
  const text = useText(reportsText);
  const { locale, number } = useFormat();
  const most = Math.max(1, ...cells.map(({ calls }) => calls));
  const callsAt = new Map(cells.map(({ weekday, hour, calls }) => [`${weekday} ${hour}`, calls]));
  const dayName = (day: Date, weekday: 'long' | 'short') =>
    new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' }).format(day);
  return (
    <div className={css.scroller}>
      <table className={css.heat}>
        <thead>
          <tr>
            <td />
            {HOURS.map((hour) => (
              <th key={hour} scope="col">
                {hour}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {DAYS.map((day, i) => (
            <tr key={day.getTime()}>
              <th scope="row">{dayName(day, 'short')}</th>
              {HOURS.map((hour) => {
                const calls = callsAt.get(`${i + 1} ${hour}`) ?? 0;
                const level = calls === 0 ? 0 : Math.max(1, Math.round((calls / most) * LEVELS));
                return (
                  <td
                    key={hour}
                    className={css[`level${level}`]}
                    title={text.ofHour(dayName(day, 'long'), hour, number(calls))}
                  >
                    {calls > 0 && (
                      <Link
                        href={hrefOf(i + 1, hour)}
                        aria-label={text.ofHour(dayName(day, 'long'), hour, number(calls))}
                      >
                        {number(calls)}
                      </Link>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
