import type { ReactNode } from 'react';
import type { Call } from '../../../tools/client/operations.ts';
import { common } from '../text/common.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/language.ts';
import css from './marks.module.css';

const TONES = {
  answered: css.good,
  missed: css.bad,
  failed: css.bad,
  voicemail: css.warn,
  blocked: css.quiet,
} as const;

/** How a call ended, or what it does now. */
export function Outcome({ outcome, state }: Pick<Call, 'outcome' | 'state'>) {
  const text = useText(common);
  if (outcome) return <span className={`${css.outcome} ${TONES[outcome]}`}>{text.outcomes[outcome]}</span>;
  const tone = state === 'ended' ? css.quiet : css.live;
  return <span className={`${css.outcome} ${tone}`}>{text.states[state]}</span>;
}

/** A probability as a bar with its figure. */
export function Confidence({ value, label }: { value: number; label: string }) {
  const { percent } = useFormat();
  return (
    <span className={css.confidence}>
      <meter aria-label={label} min={0} max={1} value={value} />
      {percent(value)}
    </span>
  );
}

/** A short word beside a name. */
export function Tag({ tone, children }: { tone?: 'accent' | 'bad' | 'warn' | 'good'; children: ReactNode }) {
  return <span className={`${css.tag} ${tone ? css[`${tone}Tag`] : ''}`}>{children}</span>;
}
