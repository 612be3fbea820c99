import { Checkbox, Textarea, TextInput } from '@mantine/core';
import { useText } from '../../text/language.ts';
import { Part } from './part.tsx';
import type { PartProps } from './plan.ts';
import css from './routing.module.css';
import { Spam, Treatment } from './spam.tsx';
import { routingText } from './text.ts';

/** Who gets through: blocked and allowed callers, withheld numbers, and the key against robots. */
export function Callers({ plan, change, faultAt }: PartProps) {
  const { callers: text } = useText(routingText);
  const { keypress } = plan;
  const beginnings = (name: 'blocked' | 'allowed') => (
    <Textarea
      label={text[name]}
      description={text.oneOnEachLine}
      value={plan[name].join('\n')}
      onChange={({ currentTarget }) => change({ [name]: currentTarget.value.split('\n') })}
      error={plan[name].map((_, i) => faultAt(`/${name}/${i}`)).find(Boolean)}
      rows={2}
    />
  );
  return (
    <Part title={text.title} lead={text.lead}>
      <div className={css.pair}>
        {beginnings('blocked')}
        {beginnings('allowed')}
      </div>
      <Treatment
        label={text.anonymous}
        value={plan.anonymous}
        change={(anonymous) => change({ anonymous })}
        fault={faultAt('/anonymous')}
      />
      <Spam {...{ plan, change, faultAt }} />
      <Checkbox
        label={text.keypress}
        checked={keypress !== null}
        onChange={({ currentTarget }) =>
          change({
            keypress: currentTarget.checked
              ? { text: text.keypressDefault, key: '1', timeoutSeconds: 6, attempts: 2, everybody: true }
              : null,
          })
        }
      />
      {keypress && (
        <div className={css.pair}>
          <TextInput
            label={text.keypressText}
            value={keypress.text}
            onChange={({ currentTarget }) => change({ keypress: { ...keypress, text: currentTarget.value } })}
            error={faultAt('/keypress/text')}
            required
          />
          <TextInput
            label={text.key}
            value={keypress.key}
            onChange={({ currentTarget }) => change({ keypress: { ...keypress, key: currentTarget.value } })}
            error={faultAt('/keypress/key')}
            maxLength={1}
            required
          />
          <Checkbox
            label={text.everybody}
            checked={keypress.everybody}
            onChange={({ currentTarget }) =>
              change({ keypress: { ...keypress, everybody: currentTarget.checked } })
            }
          />
        </div>
      )}
    </Part>
  );
}
