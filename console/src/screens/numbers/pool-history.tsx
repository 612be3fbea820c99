import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { Pool, PoolHistory } from '../../../../tools/client/operations.ts';
import { useRead } from '../../api/hooks.ts';
import { useNames } from '../../api/names.ts';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import chart from './chart.module.css';
import css from './pool-history.module.css';
import { numbersText } from './text.ts';

const HEIGHT = 90;
const DAY_MS = 86_400_000;
const PERIODS = {
  day: { step: 'quarter', ms: DAY_MS },
  week: { step: 'hour', ms: 7 * DAY_MS },
  month: { step: 'day', ms: 30 * DAY_MS },
} as const;
type Period = keyof typeof PERIODS;
/** The history is asked for at whole minutes, so that the screen does not read it at each drawing. */
const MINUTE_MS = 60_000;

type Slot = PoolHistory['data'][number];

/** The numbers of a pool that were shown over time, beside all that it has, and who got them. */
export function PoolHistoryChart({ pool, total }: { pool: Pool; total: number }) {
  const text = useText(numbersText);
  const [period, setPeriod] = useState<Period>('week');
  const { step, ms } = PERIODS[period];
  const until = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  const query = { step, since: new Date(until - ms).toISOString(), until: new Date(until).toISOString() };
  const { data } = useRead('GET /v1/pools/{id}/history', { params: { id: pool.id }, query });
  return (
    <section className={css.history} aria-label={text.overTime}>
      <div className={css.head}>
        <h3>{text.overTime}</h3>
        <SegmentedControl
          aria-label={text.overTime}
          size="xs"
          value={period}
          onChange={(chosen) => setPeriod(chosen as Period)}
          transitionDuration={0}
          data={Object.keys(PERIODS).map((value) => ({ value, label: text.periods[value as Period] }))}
        />
      </div>
      {data && <Chart slots={data.data} {...{ total, pool, period }} />}
      {data && <Shares slots={data.data} />}
    </section>
  );
}

type ChartProps = { slots: readonly Slot[]; total: number; pool: Pool; period: Period };

function Chart({ slots, total, pool, period }: ChartProps) {
  const text = useText(numbersText);
  const { number, moment, shortDay } = useFormat();
  const timeZone = useNames().zone(pool.provider);
  const top = Math.max(1, total, ...slots.map(({ linked }) => linked));
  const width = 100 / slots.length;
  const high = (count: number) => (count / top) * HEIGHT;
  const [first, last] = [slots[0], slots.at(-1)];
  return (
    <figure className={`${chart.figure} ${css.figure}`}>
      <svg viewBox={`0 0 100 ${HEIGHT}`} preserveAspectRatio="none" role="img">
        <title>{text.overTime}</title>
        {slots.map(({ at, linked, linkedToSessions, linkedToBuckets }, i) => (
          <g key={at}>
            <title>{`${moment(at, timeZone)}: ${text.linkedOf(number(linked), number(total))}`}</title>
            <rect x={i * width} y="0" width={width} height={HEIGHT} className={css.target} />
            <rect
              className={css.session}
              x={i * width}
              y={HEIGHT - high(linkedToSessions)}
              width={width * 0.86}
              height={high(linkedToSessions)}
            />
            <rect
              className={css.bucket}
              x={i * width}
              y={HEIGHT - high(linkedToSessions + linkedToBuckets)}
              width={width * 0.86}
              height={high(linkedToBuckets)}
            />
          </g>
        ))}
        <line x1="0" x2="100" y1={HEIGHT - high(total)} y2={HEIGHT - high(total)} className={css.all} />
      </svg>
      <div className={chart.ends} aria-hidden="true">
        {first && <span>{period === 'day' ? moment(first.at, timeZone) : shortDay(first.at, timeZone)}</span>}
        {last && <span>{text.now}</span>}
      </div>
      <figcaption className={`${chart.legend} ${css.keys}`}>
        <span className={css.keySession}>{text.toSessions}</span>
        <span className={css.keyBucket}>{text.toBuckets}</span>
        <span className={css.keyAll}>{text.allNumbers(number(total))}</span>
      </figcaption>
    </figure>
  );
}

/** Says in words how the numbers were given out, and how close the pool came to its threshold. */
function Shares({ slots }: { slots: readonly Slot[] }) {
  const text = useText(numbersText);
  const { number, percent } = useFormat();
  const sum = (of: (slot: Slot) => number) => slots.reduce((all, slot) => all + of(slot), 0);
  const [sessions, buckets] = [sum((slot) => slot.startedForSessions), sum((slot) => slot.startedForBuckets)];
  if (sessions + buckets === 0) return <p className={css.quiet}>{text.noneShown}</p>;
  const busiest = slots.reduce<Slot | null>(
    (most, slot) => ((slot.activeSessions ?? -1) > (most?.activeSessions ?? -1) ? slot : most),
    null,
  );
  const { activeSessions = null, threshold = null } = busiest ?? {};
  return (
    <p className={css.quiet}>
      {text.shares(
        number(sessions + buckets),
        percent(sessions / (sessions + buckets)),
        percent(buckets / (sessions + buckets)),
      )}{' '}
      {activeSessions !== null &&
        threshold !== null &&
        text.busiest(number(activeSessions), number(threshold))}
    </p>
  );
}
