import { NativeSelect, Textarea } from '@mantine/core';
import { useText } from '../../text/language.ts';
import { Part } from './part.tsx';
import { newGroup, type PartProps, type Plan } from './plan.ts';
import { RingGroups } from './ring-groups.tsx';
import { routingText } from './text.ts';

const ACTIONS = ['hangup', 'voicemail', 'ring'] as const;

/** The treatment of calls outside the hours. Without hours there is no such call. */
export function Closed({ plan, change, faultAt }: PartProps) {
  const { closed: text } = useText(routingText);
  const { closed } = plan;
  if (plan.schedule === null) return null;
  return (
    <Part title={text.title} lead={text.lead}>
      <NativeSelect
        label={text.action}
        value={closed.action}
        onChange={({ currentTarget }) => {
          const action = currentTarget.value as Plan['closed']['action'];
          const ring = action === 'ring' && closed.ring.length === 0 ? [newGroup()] : closed.ring;
          change({ closed: { ...closed, action, ring } });
        }}
        data={ACTIONS.map((value) => ({ value, label: text.actions[value] }))}
        error={faultAt('/closed/action')}
      />
      {closed.action === 'hangup' && (
        <Textarea
          label={text.announcement}
          value={closed.announcement}
          onChange={({ currentTarget }) =>
            change({ closed: { ...closed, announcement: currentTarget.value } })
          }
          error={faultAt('/closed/announcement')}
          rows={2}
          required
        />
      )}
      {closed.action === 'ring' && (
        <RingGroups
          groups={closed.ring}
          change={(ring) => change({ closed: { ...closed, ring } })}
          faultAt={(pointer) => faultAt(`/closed/ring${pointer}`)}
        />
      )}
    </Part>
  );
}
