import { NativeSelect } from '@mantine/core';
import { useNames } from '../api/names.ts';
import { useText } from '../text/language.ts';
import { useProviderChoice } from './provider.tsx';
import { shellText } from './text.ts';

/** Limits all screens to one provider. Shows nothing where there is only one. */
export function ProviderSelect() {
  const text = useText(shellText);
  const { providers } = useNames();
  const { provider, choose } = useProviderChoice();
  if (providers.length < 2) return null;
  const known = providers.some(({ id }) => id === provider) ? (provider ?? '') : '';
  return (
    <NativeSelect
      aria-label={text.provider}
      value={known}
      onChange={({ currentTarget }) => choose(currentTarget.value || null)}
      data={[
        { value: '', label: text.allProviders },
        ...providers.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  );
}
