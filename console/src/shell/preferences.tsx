import { type MantineColorScheme, NativeSelect, useMantineColorScheme } from '@mantine/core';
import { LANGUAGES, type Language, setLanguage, useLanguage, useText } from '../text/language.ts';
import { shellText } from './text.ts';

export function LanguageSelect() {
  const text = useText(shellText);
  const chosen = useLanguage();
  return (
    <NativeSelect
      size="xs"
      aria-label={text.language}
      value={chosen}
      onChange={({ currentTarget }) => setLanguage(currentTarget.value as Language)}
      data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
    />
  );
}

export function LookSelect() {
  const text = useText(shellText);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <NativeSelect
      size="xs"
      aria-label={text.look}
      value={colorScheme}
      onChange={({ currentTarget }) => setColorScheme(currentTarget.value as MantineColorScheme)}
      data={(['auto', 'light', 'dark'] as const).map((value) => ({ value, label: text.looks[value] }))}
    />
  );
}
