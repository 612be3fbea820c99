import type { PoolState } from '../../../../tools/client/operations.ts';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { FactList } from '../../ui/facts.tsx';
import css from './numbers.module.css';
import { numbersText } from './text.ts';

/** How many numbers of a pool are shown, rest and are free, and how far the pool lasts. */
export function PoolGauge({ state }: { state: PoolState }) {
  const text = useText(numbersText);
  const { number, duration } = useFormat();
  const { numbers, activeSessions, threshold, mode, exhaustedInMinutes, ready } = state;
  if (!ready) return <p className={css.quiet}>{text.rebuilding}</p>;
  const parts = [
    { name: text.linked, value: numbers.linked, tone: css.linked },
    { name: text.resting, value: numbers.resting, tone: css.resting },
    { name: text.free, value: numbers.free, tone: css.free },
  ];
  return (
    <div>
      <div className={css.stack} aria-hidden="true">
        {parts
          .filter(({ value }) => value > 0)
          .map(({ name, value, tone }) => (
            <span key={name} className={tone} style={{ flexGrow: value }} />
          ))}
      </div>
      <ul className={css.parts}>
        {parts.map(({ name, value, tone }) => (
          <li key={name}>
            <span className={`${css.swatch} ${tone}`} aria-hidden="true" />
            {name} <strong>{number(value)}</strong>
          </li>
        ))}
      </ul>
      <FactList
        facts={[
          [text.sessions, text.sessionsOf(number(activeSessions), number(threshold))],
          [text.mode, text.modes[mode]],
          [
            text.forecast,
            exhaustedInMinutes === null ? text.lasts : text.runsOut(duration(exhaustedInMinutes * 60)),
          ],
        ]}
      />
    </div>
  );
}
