import { Link } from 'wouter';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import type { Day } from './query.ts';
import css from './reports.module.css';
import { reportsText } from './text.ts';

const HEIGHT = 190;
/** Marks of the scale. */
const STEPS = 4;

type DayChartProps = {
  days: readonly Day[];
  timeZone: string;
  /** Returns the address of the calls of a period. */
  callsOf: (period: Pick<Day, 'since' | 'until'>) => string;
};

/** The calls of each day as bars, and those of the period before as a line. */
export function DayChart({ days, timeZone, callsOf }: DayChartProps) {
  const text = useText(reportsText);
  const { number, shortDay } = useFormat();
  const top = niceTop(Math.max(1, ...days.flatMap(({ now, former }) => [now, former])));
  const width = 100 / days.length;
  const y = (calls: number) => HEIGHT - (calls / top) * HEIGHT;
  const line = days.map(({ former }, i) => `${(i + 0.5) * width},${y(former)}`).join(' ');
  const labelEvery = Math.ceil(days.length / 8);
  return (
    <figure className={css.chart}>
      <figcaption className={css.legend}>
        <span className={css.keyNow}>{text.now}</span>
        <span className={css.keyThen}>{text.former}</span>
      </figcaption>
      <div className={css.plot}>
        <div className={css.scale} aria-hidden="true">
          {Array.from({ length: STEPS + 1 }, (_, i) => (top / STEPS) * (STEPS - i)).map((value) => (
            <span key={value}>{number(value)}</span>
          ))}
        </div>
        <svg viewBox={`0 0 100 ${HEIGHT}`} preserveAspectRatio="none">
          <title>{text.perDay}</title>
          {Array.from({ length: STEPS + 1 }, (_, i) => (HEIGHT / STEPS) * i).map((at) => (
            <line key={at} x1="0" x2="100" y1={at} y2={at} className={css.grid} />
          ))}
          {days.map(({ name, at, now, former, since, until }, i) => (
            <Link
              key={name}
              className={css.day}
              href={callsOf({ since, until })}
              aria-label={text.ofDay(shortDay(at, timeZone), number(now), number(former))}
            >
              <title>{text.ofDay(shortDay(at, timeZone), number(now), number(former))}</title>
              <rect x={i * width} y="0" width={width} height={HEIGHT} className={css.target} />
              <rect
                x={(i + 0.16) * width}
                y={y(now)}
                width={width * 0.68}
                height={HEIGHT - y(now)}
                className={css.bar}
              />
            </Link>
          ))}
          <polyline points={line} className={css.line} />
        </svg>
      </div>
      <div className={css.labels} aria-hidden="true">
        {days.map(({ name, at }, i) => (
          <span key={name}>{i % labelEvery === 0 && <span>{shortDay(at, timeZone)}</span>}</span>
        ))}
      </div>
    </figure>
  );
}

/** Returns a round number at least as large, that the marks divide into whole ones. */
function niceTop(most: number): number {
  const step = most / STEPS;
  const power = 10 ** Math.floor(Math.log10(step));
  const nice = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= step) ?? step;
  return Math.max(1, Math.ceil(nice)) * STEPS;
}
