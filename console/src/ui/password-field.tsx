import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { common } from '../text/common.ts';
import { useText } from '../text/language.ts';

/** A field for a password or a key, whose button shows it. */
export function PasswordField(props: PasswordInputProps) {
  const words = useText(common);
  return <PasswordInput required {...props} visibilityToggleButtonProps={{ 'aria-label': words.reveal }} />;
}
