import { ActionIcon, Button, TextInput } from '@mantine/core';
import { X } from 'lucide-react';
import { useText } from '../../text/language.ts';
import { HoursFields } from './hours-fields.tsx';
import { replaced } from './plan.ts';
import css from './routing.module.css';
import { routingText } from './text.ts';
import type { ScheduleProps } from './week.tsx';

/** Days with their own hours, such as holidays. */
export function Holidays({ schedule, change, faultAt }: ScheduleProps) {
  const { hours: text } = useText(routingText);
  const { holidays } = schedule;
  const put = (i: number, holiday: (typeof holidays)[number] | undefined) =>
    change({ ...schedule, holidays: replaced(holidays, i, holiday) });
  return (
    <div>
      <h3>{text.holidays}</h3>
      <ul className={css.week}>
        {holidays.map((holiday, i) => (
          <li key={`${i + 1}`}>
            <TextInput
              type="date"
              aria-label={text.date}
              value={holiday.date}
              onChange={({ currentTarget }) => put(i, { ...holiday, date: currentTarget.value })}
              error={faultAt(`/schedule/holidays/${i}/date`)}
              required
            />
            <HoursFields
              of={holiday.date || text.date}
              hours={holiday.hours}
              change={(hours) => put(i, { ...holiday, hours })}
              faultAt={(pointer) => faultAt(`/schedule/holidays/${i}/hours${pointer}`)}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={text.removeHoliday(holiday.date)}
              onClick={() => put(i, undefined)}
            >
              <X size={15} aria-hidden="true" />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <Button
        size="xs"
        variant="subtle"
        onClick={() => change({ ...schedule, holidays: [...holidays, { date: '', hours: [] }] })}
      >
        {text.addHoliday}
      </Button>
    </div>
  );
}
