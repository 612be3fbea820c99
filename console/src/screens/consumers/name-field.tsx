import { TextInput } from '@mantine/core';
import { useText } from '../../text/language.ts';
import { consumersText } from './text.ts';

/** The name of a consumer, new or changed. It gets the focus when its dialog opens. */
export function NameField({
  former,
  error,
}: {
  former: { name: string } | undefined;
  error: string | undefined;
}) {
  const text = useText(consumersText);
  return (
    <TextInput
      name="name"
      label={text.name}
      maxLength={100}
      defaultValue={former?.name ?? ''}
      error={error}
      required
      data-autofocus
    />
  );
}
