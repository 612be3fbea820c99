import { Checkbox, NativeSelect } from '@mantine/core';
import { OWN_ZONE } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { Holidays } from './holidays.tsx';
import { Part } from './part.tsx';
import { newSchedule, type PartProps } from './plan.ts';
import { routingText } from './text.ts';
import { Week } from './week.tsx';

const ZONES = Intl.supportedValuesOf('timeZone');

/** The opening hours: a week, and days that differ from it. */
export function HoursPart({ plan, change, faultAt }: PartProps) {
  const { hours: text } = useText(routingText);
  const { schedule } = plan;
  return (
    <Part title={text.title} lead={schedule ? text.lead : text.always}>
      <Checkbox
        label={text.has}
        checked={schedule !== null}
        onChange={({ currentTarget }) =>
          change({ schedule: currentTarget.checked ? newSchedule(OWN_ZONE) : null })
        }
      />
      {schedule && (
        <>
          <NativeSelect
            label={text.zone}
            value={schedule.timeZone}
            onChange={({ currentTarget }) =>
              change({ schedule: { ...schedule, timeZone: currentTarget.value } })
            }
            data={[...new Set([schedule.timeZone, ...ZONES])]}
            error={faultAt('/schedule/timeZone')}
          />
          <Week schedule={schedule} change={(changed) => change({ schedule: changed })} faultAt={faultAt} />
          <Holidays
            schedule={schedule}
            change={(changed) => change({ schedule: changed })}
            faultAt={faultAt}
          />
        </>
      )}
    </Part>
  );
}
