import type { ReportSums } from '../../../../tools/client/operations.ts';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { Figure, FigureRow } from '../../ui/figures.tsx';
import { reportsText } from './text.ts';

/** The figures of the whole period, each with that of the period before. */
export function Figures({ now, former }: { now: ReportSums; former: ReportSums | undefined }) {
  const text = useText(reportsText);
  const { number, percent, duration } = useFormat();
  const figures: [string, (sums: ReportSums) => string][] = [
    [text.calls, ({ calls }) => number(calls)],
    [text.answered, (sums) => percent(answeredShare(sums))],
    [text.talk, (sums) => duration(averageTalk(sums))],
    [text.attributed, ({ calls, to }) => percent(share(to.session + to.bucket, calls))],
  ];
  return (
    <FigureRow>
      {figures.map(([name, write]) => (
        <Figure key={name} name={name} detail={former && former.calls > 0 && text.before(write(former))}>
          {write(now)}
        </Figure>
      ))}
    </FigureRow>
  );
}

export function share(part: number, all: number): number {
  return all === 0 ? 0 : part / all;
}

/** Returns the share of the calls that rang somewhere and were answered. Blocked calls rang nowhere. */
export function answeredShare({ calls, outcomes }: Pick<ReportSums, 'calls' | 'outcomes'>): number {
  return share(outcomes.answered, calls - outcomes.blocked);
}

/** Returns the mean seconds of talk of answered calls. */
export function averageTalk({ talkSeconds, outcomes }: Pick<ReportSums, 'talkSeconds' | 'outcomes'>): number {
  return share(talkSeconds, outcomes.answered);
}
