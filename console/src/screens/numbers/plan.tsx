import { NumberInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { Pool, PoolPlan } from '../../../../tools/client/operations.ts';
import { useRead } from '../../api/hooks.ts';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import chart from './chart.module.css';
import css from './plan.module.css';
import { planText } from './plan-text.ts';

const HEIGHT = 90;
const TYPING_MS = 300;
const DEFAULT_TARGET = 90;

type Typed = number | '';
type Point = PoolPlan['now'];

/** The plan of a pool, which opens on demand: its curves, and the numbers for a target. */
export function PoolPlanner({ pool }: { pool: Pool }) {
  const text = useText(planText);
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={css.plan} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{text.title}</summary>
      {isOpen && <Plan pool={pool} />}
    </details>
  );
}

function Plan({ pool }: { pool: Pool }) {
  const text = useText(planText);
  const { number } = useFormat();
  const [sessions, setSessions] = useState<Typed>('');
  const [target, setTarget] = useState<Typed>(DEFAULT_TARGET);
  const [price, setPrice] = useState<Typed>('');
  const [query] = useDebouncedValue(
    {
      ...(sessions !== '' && { sessionsPerHour: sessions }),
      ...(target !== '' && { target: target / 100 }),
      ...(price !== '' && { price }),
    },
    TYPING_MS,
  );
  const { data, error } = useRead('GET /v1/pools/{id}/plan', { params: { id: pool.id }, query });
  const field = (set: (value: Typed) => void) => (value: number | string) =>
    set(value === '' ? '' : Number(value));
  const measured = data && sessions === '' ? number(round(data.traffic.sessionsPerHour)) : undefined;
  return (
    <div className={css.body}>
      <p className={css.quiet}>{text.lead}</p>
      <div className={css.fields}>
        <NumberInput
          label={text.sessions}
          placeholder={measured && text.measured(measured)}
          value={sessions}
          onChange={field(setSessions)}
          min={0}
          max={1_000_000}
        />
        <NumberInput label={text.target} value={target} onChange={field(setTarget)} min={0} max={100} />
        <NumberInput label={text.price} value={price} onChange={field(setPrice)} min={0} max={1_000_000} />
      </div>
      <Failure error={error} />
      {data &&
        (data.traffic.sessionsPerHour > 0 ? <Result plan={data} price={price} /> : <p>{text.noVisitors}</p>)}
    </div>
  );
}

function Result({ plan, price }: { plan: PoolPlan; price: Typed }) {
  const text = useText(planText);
  const { number, percent } = useFormat();
  const { now, target, traffic } = plan;
  return (
    <>
      <Curves points={plan.points} now={now} />
      <p>
        {text.now(number(now.numbers), percent(now.exact), percent(now.rightBucket))}{' '}
        {text.sharing(percent(now.shared))} {text.gain(number(round(now.gain)))}
      </p>
      {target && <p>{wordsOf(target)}</p>}
      {!traffic.isFitted && <p className={css.quiet}>{text.published}</p>}
    </>
  );

  function wordsOf({ exact, numbers }: NonNullable<PoolPlan['target']>): string {
    if (numbers === null) return text.unreached(percent(exact));
    if (price === '') return text.reached(percent(exact), number(numbers));
    return text.reachedAt(percent(exact), number(numbers), number(round(price * numbers)));
  }
}

/** Both shares by the count of numbers, on a logarithmic scale, and the present count. */
function Curves({ points, now }: { points: readonly Point[]; now: Point }) {
  const text = useText(planText);
  const { number, percent } = useFormat();
  const [first, last] = [points[0]?.numbers ?? 1, points.at(-1)?.numbers ?? 1];
  const xOf = (numbers: number) => (100 * Math.log(numbers / first)) / Math.max(0.01, Math.log(last / first));
  const line = (share: (point: Point) => number) =>
    points.map((point) => `${xOf(point.numbers)},${HEIGHT * (1 - share(point))}`).join(' ');
  return (
    <figure className={`${chart.figure} ${css.figure}`}>
      <svg viewBox={`0 0 100 ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={text.title}>
        <polyline className={css.exact} points={line(({ exact }) => exact)} />
        <polyline className={css.right} points={line(({ rightBucket }) => rightBucket)} />
        {now.numbers > 0 && (
          <line className={css.now} x1={xOf(now.numbers)} x2={xOf(now.numbers)} y1="0" y2={HEIGHT} />
        )}
        {points.map((point) => (
          <rect
            key={point.numbers}
            className={css.spot}
            x={xOf(point.numbers) - 1.7}
            y="0"
            width="3.4"
            height={HEIGHT}
          >
            <title>{`${number(point.numbers)}: ${percent(point.exact)} · ${percent(point.rightBucket)}`}</title>
          </rect>
        ))}
      </svg>
      <div className={chart.ends}>
        <span>{number(first)}</span>
        <span>{number(last)}</span>
      </div>
      <figcaption className={`${chart.legend} ${css.keys}`}>
        <span>{text.exact}</span>
        <span className={css.keyRight}>{text.rightBucket}</span>
        <span className={css.keyNow}>{`${text.present}: ${number(now.numbers)}`}</span>
      </figcaption>
    </figure>
  );
}

/** Rounds to one decimal. */
function round(value: number): number {
  return Math.round(10 * value) / 10;
}
