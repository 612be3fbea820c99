import { Checkbox, NumberInput, TextInput } from '@mantine/core';
import { useText } from '../../../text/language.ts';
import { PasswordField } from '../../../ui/password-field.tsx';
import css from '../consumers.module.css';
import { FIELDS, type Field, type Platform, type PlatformKind } from './fields.ts';
import { platformText } from './text.ts';

type FieldsProps = {
  kind: PlatformKind;
  /** The consumer that is changed. Without one the form is for a new consumer. */
  consumer?: Platform | undefined;
  /** The faults of single fields, by their names. */
  errors: Record<string, string>;
};

/** The fields of a platform: what it is, which calls it gets, and what they are worth. */
export function PlatformFields({ kind, consumer, errors }: FieldsProps) {
  const text = useText(platformText);
  return (
    <>
      {FIELDS[kind].map((field) => (
        <PlatformField key={field.name} field={field} {...{ kind, consumer, errors }} />
      ))}
      <fieldset className={css.group}>
        <legend>{text.whichCalls}</legend>
        <Checkbox
          name="answered"
          label={text.answered}
          defaultChecked={consumer ? consumer.rule.outcomes !== null : true}
        />
        <Checkbox
          name="qualified"
          label={text.qualified}
          defaultChecked={consumer?.rule.qualified ?? false}
        />
        <NumberInput
          name="minTalkSeconds"
          label={text.minTalkSeconds}
          min={0}
          max={86_400}
          allowDecimal={false}
          defaultValue={consumer?.rule.minTalkSeconds ?? 0}
          error={errors.minTalkSeconds}
        />
      </fieldset>
      <fieldset className={css.group}>
        <legend>{text.worth}</legend>
        <p className={css.quiet}>{text.worthHelp}</p>
        <div className={css.pair}>
          <TextInput
            name="value"
            label={text.value}
            inputMode="decimal"
            pattern="\d+([.,]\d+)?"
            defaultValue={consumer?.settings.value ?? ''}
            error={errors.value}
          />
          <TextInput
            name="currency"
            label={text.currency}
            placeholder="EUR"
            maxLength={3}
            defaultValue={consumer?.settings.currency ?? ''}
            error={errors.currency}
          />
        </div>
      </fieldset>
    </>
  );
}

function PlatformField({ field, kind, consumer, errors }: FieldsProps & { field: Field }) {
  const text = useText(platformText);
  const { name, type, part, isOptional = false } = field;
  const label = text.labels[name];
  const description = text.helpOf(kind, name);
  const former: unknown = consumer && part === 'settings' ? Object(consumer.settings)[name] : undefined;
  if (type === 'check')
    return (
      <Checkbox
        {...{ name, label, description }}
        defaultChecked={former === undefined ? kind === 'meta' : former === true}
      />
    );
  const isStored = consumer !== undefined && part === 'credentials';
  const common = {
    ...{ name, label, description, error: errors[name], autoComplete: 'off' },
    required: !isOptional && !isStored,
    ...(isStored && { placeholder: text.unchanged }),
  };
  if (type === 'secret') return <PasswordField {...common} />;
  return <TextInput {...common} defaultValue={typeof former === 'string' ? former : ''} />;
}
