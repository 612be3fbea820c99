import { Checkbox, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useText } from '../../text/language.ts';
import { Part } from './part.tsx';
import type { PartProps } from './plan.ts';
import { routingText } from './text.ts';

/** What happens when somebody answers, and when nobody does. */
export function Answering({ plan, change, faultAt }: PartProps) {
  const { answering: text } = useText(routingText);
  const { voicemail } = plan;
  return (
    <>
      <Part title={text.title} lead={text.lead}>
        <TextInput
          label={text.whisper}
          description={text.whisperHelp}
          value={plan.whisper ?? ''}
          onChange={({ currentTarget }) => change({ whisper: currentTarget.value || null })}
          error={faultAt('/whisper')}
          maxLength={300}
        />
        <Checkbox
          label={text.record}
          checked={plan.record}
          onChange={({ currentTarget }) => change({ record: currentTarget.checked })}
        />
      </Part>
      <Part title={text.voicemailTitle} lead={voicemail ? text.voicemailLead : text.voicemailNone}>
        <Checkbox
          label={text.voicemail}
          checked={voicemail !== null}
          onChange={({ currentTarget }) =>
            change({
              voicemail: currentTarget.checked ? { text: text.voicemailDefault, maxSeconds: 120 } : null,
            })
          }
        />
        {voicemail && (
          <>
            <Textarea
              label={text.voicemailText}
              value={voicemail.text}
              onChange={({ currentTarget }) =>
                change({ voicemail: { ...voicemail, text: currentTarget.value } })
              }
              error={faultAt('/voicemail/text')}
              rows={2}
              required
            />
            <NumberInput
              label={text.maxSeconds}
              value={voicemail.maxSeconds}
              onChange={(value) => change({ voicemail: { ...voicemail, maxSeconds: Number(value) } })}
              error={faultAt('/voicemail/maxSeconds')}
              min={5}
              max={600}
            />
          </>
        )}
      </Part>
    </>
  );
}
