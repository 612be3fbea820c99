import { Link } from 'wouter';
import type { FunnelCounts } from '../../../../tools/client/operations.ts';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { share } from './figures.tsx';
import css from './funnel.module.css';
import { funnelText } from './funnel-text.ts';
import reports from './reports.module.css';

const STEPS = ['sessions', 'shown', 'tapped', 'calls', 'answered', 'qualified'] as const;
type Step = (typeof STEPS)[number];

/** The step of which a step is a part. Somebody may call without a tap, so calls are compared with the sessions that saw a number. */
const PART_OF: Partial<Record<Step, Step>> = {
  shown: 'sessions',
  tapped: 'shown',
  calls: 'shown',
  answered: 'calls',
  qualified: 'answered',
};

/** The filters of the list of calls that finds those of a step. */
const CALLS: Partial<Record<Step, Record<string, string>>> = {
  calls: {},
  answered: { view: 'answered' },
  qualified: { view: 'qualified' },
};

type FunnelProps = {
  now: FunnelCounts;
  former: FunnelCounts | undefined;
  /** Returns the address of the calls with further filters. Without it, no count leads to its calls. */
  callsOf?: (filters: Record<string, string>) => string;
};

/** The steps from sessions to qualified calls as bars, each with its share of an earlier step and its count in the period before. */
export function Funnel({ now, former, callsOf }: FunnelProps) {
  const text = useText(funnelText);
  const { number, percent } = useFormat();
  const most = Math.max(1, ...STEPS.map((step) => now[step]));

  function rateOf(step: Step): string | null {
    const whole = PART_OF[step];
    return whole && now[whole] > 0
      ? text.ofPrevious(percent(share(now[step], now[whole])), text.steps[whole])
      : null;
  }

  return (
    <>
      <dl className={css.steps}>
        {STEPS.map((step) => {
          const filters = CALLS[step];
          const count = number(now[step]);
          const rates = [rateOf(step), former && text.before(number(former[step]))].filter(Boolean);
          return (
            <div key={step}>
              <dt>{text.steps[step]}</dt>
              <dd aria-hidden="true" className={css.bar}>
                <meter className={reports.meter} max={most} value={now[step]} />
              </dd>
              <dd className={css.count}>
                {filters && callsOf ? (
                  <Link href={callsOf(filters)} aria-label={text.showCalls(text.steps[step], count)}>
                    {count}
                  </Link>
                ) : (
                  count
                )}
              </dd>
              <dd className={css.rates}>{rates.join(' · ')}</dd>
            </div>
          );
        })}
      </dl>
      <p className={css.note}>{text.note}</p>
    </>
  );
}
