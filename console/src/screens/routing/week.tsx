import { Button } from '@mantine/core';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { HoursFields } from './hours-fields.tsx';
import { type Hours, type PartProps, type Schedule, WEEKDAYS } from './plan.ts';
import css from './routing.module.css';
import { routingText } from './text.ts';

/** A Monday. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;
const DAY_MINUTES = 1440;

export type ScheduleProps = {
  schedule: Schedule;
  change: (schedule: Schedule) => void;
  faultAt: PartProps['faultAt'];
};

/** The week as a calendar: each day with its hours, and a bar that shows them. */
export function Week({ schedule, change, faultAt }: ScheduleProps) {
  const { hours: text } = useText(routingText);
  const { locale } = useFormat();
  const { weekly } = schedule;
  const name = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });

  function copyMonday() {
    const { monday } = weekly;
    const copied = { tuesday: monday, wednesday: monday, thursday: monday, friday: monday };
    change({ ...schedule, weekly: { ...weekly, ...copied } });
  }

  return (
    <div>
      <ul className={css.week}>
        {WEEKDAYS.map((day, i) => {
          const label = name.format(MONDAY + i * DAY_MS);
          return (
            <li key={day}>
              <span className={css.day}>{label}</span>
              <Bar hours={weekly[day]} />
              <HoursFields
                of={label}
                hours={weekly[day]}
                change={(hours) => change({ ...schedule, weekly: { ...weekly, [day]: hours } })}
                faultAt={(pointer) => faultAt(`/schedule/weekly/${day}${pointer}`)}
              />
            </li>
          );
        })}
      </ul>
      <Button size="xs" variant="subtle" onClick={copyMonday}>
        {text.copyMonday}
      </Button>
    </div>
  );
}

function Bar({ hours }: { hours: readonly Hours[] }) {
  const spans = hours.flatMap(({ from, to }) => {
    const [start, end] = [minutesOf(from), minutesOf(to)];
    // Hours that end before they begin run past midnight.
    return end > start ? [[start, end]] : [[start, DAY_MINUTES]];
  });
  return (
    <svg className={css.bar} viewBox={`0 0 ${DAY_MINUTES} 10`} preserveAspectRatio="none" aria-hidden="true">
      {spans.map(([start = 0, end = 0]) => (
        <rect key={`${start} ${end}`} x={start} width={Math.max(0, end - start)} height={10} />
      ))}
    </svg>
  );
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes || 0;
}
