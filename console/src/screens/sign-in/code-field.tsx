import { TextInput } from '@mantine/core';
import { useText } from '../../text/language.ts';
import { signInText } from './text.ts';

/** The field for the code of the second factor, or a recovery code. */
export function CodeField({ autoFocus = false }: { autoFocus?: boolean }) {
  const text = useText(signInText);
  return (
    <TextInput
      name="code"
      label={text.code}
      description={text.codeHelp}
      inputMode="numeric"
      autoComplete="one-time-code"
      autoFocus={autoFocus}
      required
    />
  );
}
