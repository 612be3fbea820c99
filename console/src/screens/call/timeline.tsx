import {
  CheckCheck,
  CircleDollarSign,
  Eye,
  FileText,
  Flag,
  Hand,
  type LucideIcon,
  MousePointerClick,
  PhoneCall,
  PhoneIncoming,
  PhoneMissed,
  PhoneOff,
  Route,
  StickyNote,
} from 'lucide-react';
import { useFormat } from '../../text/format.ts';
import css from './call.module.css';
import type { EventKind, StoryEvent } from './story.ts';

const ICONS: Record<EventKind, LucideIcon> = {
  first: Flag,
  arrived: MousePointerClick,
  page: FileText,
  shown: Eye,
  tap: Hand,
  called: PhoneIncoming,
  answered: PhoneCall,
  unanswered: PhoneMissed,
  ended: PhoneOff,
  attributed: Route,
  note: StickyNote,
  result: CircleDollarSign,
  delivery: CheckCheck,
};

/** The events of a story on a line, the earliest at the top. */
export function Timeline({ events, timeZone }: { events: readonly StoryEvent[]; timeZone: string }) {
  const { timeWithSeconds, day } = useFormat();
  let shownDay = '';
  return (
    <ol className={css.timeline}>
      {events.map(({ kind, at, title, detail }, place) => {
        const Icon = ICONS[kind];
        const ofDay = at === null ? shownDay : day(at, timeZone);
        const isNewDay = ofDay !== shownDay;
        shownDay = ofDay;
        return (
          <li key={`${kind} ${at ?? place} ${title}`} data-kind={kind}>
            <span className={css.when}>
              {at && (
                <time dateTime={at}>
                  {isNewDay && <span className={css.whenDay}>{ofDay}</span>}
                  {timeWithSeconds(at, timeZone)}
                </time>
              )}
            </span>
            <span className={css.dot} aria-hidden="true">
              <Icon size={15} />
            </span>
            <span className={css.what}>
              <span>{title}</span>
              {detail && <span className={css.detail}>{detail}</span>}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
