import { NativeSelect } from '@mantine/core';
import { useNames } from '../api/names.ts';
import { useProviderChoice } from '../shell/provider.tsx';

/** The field of a form for the provider of a new record. It begins with the provider that the screens show. */
export function ProviderField({ label }: { label: string }) {
  const { providers } = useNames();
  const { provider } = useProviderChoice();
  return (
    <NativeSelect
      name="provider"
      label={label}
      defaultValue={provider ?? providers[0]?.id}
      data={providers.map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}
