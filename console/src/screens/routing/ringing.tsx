import { Checkbox, NativeSelect, NumberInput, Textarea } from '@mantine/core';
import type { Endpoint } from '../../../../tools/client/operations.ts';
import { useLanguage, useText } from '../../text/language.ts';
import { ByCaller } from './by-caller.tsx';
import { Part } from './part.tsx';
import { type PartProps, type Plan, SPOKEN_LANGUAGES } from './plan.ts';
import { RingGroups } from './ring-groups.tsx';
import { routingText } from './text.ts';

/** The greeting, and the telephones that ring one after the other. */
export function Ringing({ plan, change, faultAt, endpoint }: PartProps & { endpoint: Endpoint }) {
  const { ringing: text } = useText(routingText);
  return (
    <>
      <Part title={text.greetingTitle} lead={text.greetingLead}>
        <Textarea
          label={text.greeting}
          value={plan.greeting ?? ''}
          onChange={({ currentTarget }) => change({ greeting: currentTarget.value || null })}
          error={faultAt('/greeting')}
          maxLength={1000}
          rows={2}
        />
        <VoiceLanguage {...{ plan, change, faultAt }} />
      </Part>
      <Part title={text.title} lead={text.lead}>
        {plan.ring.length === 0 && (
          <NumberInput
            label={text.ownSeconds(endpoint.number ?? endpoint.sip ?? '')}
            value={plan.timeoutSeconds}
            onChange={(value) => change({ timeoutSeconds: Number(value) })}
            error={faultAt('/timeoutSeconds')}
            min={5}
            max={600}
          />
        )}
        <RingGroups
          groups={plan.ring}
          change={(ring) => change({ ring })}
          faultAt={(pointer) => faultAt(`/ring${pointer}`)}
        />
        <Checkbox
          label={text.rememberCaller}
          checked={plan.rememberCaller}
          onChange={({ currentTarget }) => change({ rememberCaller: currentTarget.checked })}
        />
        <ByCaller {...{ plan, change, faultAt }} />
      </Part>
    </>
  );
}

/** The language of the voice that speaks all texts of the plan. */
function VoiceLanguage({ plan, change, faultAt }: PartProps) {
  const { ringing: text } = useText(routingText);
  const names = new Intl.DisplayNames(useLanguage(), { type: 'language' });
  return (
    <NativeSelect
      label={text.language}
      description={text.languageHelp}
      value={plan.language ?? ''}
      onChange={({ currentTarget }) =>
        change({ language: (currentTarget.value || null) as Plan['language'] })
      }
      error={faultAt('/language')}
      data={[
        { value: '', label: text.carriersLanguage },
        ...SPOKEN_LANGUAGES.map((value) => ({ value, label: names.of(value) ?? value })),
      ]}
    />
  );
}
