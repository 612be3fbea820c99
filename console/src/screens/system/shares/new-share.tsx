import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../../api/hooks.ts';
import { useNames } from '../../../api/names.ts';
import { useText } from '../../../text/language.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { ShownOnce } from '../../../ui/once.tsx';
import { ProviderField } from '../../../ui/provider-field.tsx';
import { systemText } from '../text.ts';

const DAY_MS = 86_400_000;

/** A dialog that makes a share link of one provider, and shows its address once. */
export function NewShareLink({ onClose }: { onClose: () => void }) {
  const text = useText(systemText);
  const { zone } = useNames();
  const create = useChange('POST /v1/shares');
  const [shows, setShows] = useState<'calls' | 'report'>('calls');

  function submit(fields: FormData) {
    const entered = (name: string) => String(fields.get(name)).trim();
    const provider = entered('provider');
    const report = { by: entered('by'), timeZone: zone(provider) };
    const expiresAt = new Date(Date.now() + Number(entered('days')) * DAY_MS).toISOString();
    const query = shows === 'report' ? report : {};
    create.mutate({ body: { provider, name: entered('name'), shows, query, expiresAt } });
  }

  return (
    <Dialog
      {...create}
      title={text.newShare}
      action={text.createShare}
      result={create.data && <ShownOnce lead={text.shareOnce} secret={create.data.url} />}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput name="name" label={text.name} maxLength={100} required data-autofocus />
      <ProviderField label={text.provider} />
      <NativeSelect
        label={text.shows}
        value={shows}
        onChange={({ currentTarget }) => setShows(currentTarget.value === 'report' ? 'report' : 'calls')}
        data={Object.entries(text.showing).map(([value, label]) => ({ value, label }))}
      />
      {shows === 'report' && (
        <NativeSelect
          name="by"
          label={text.by}
          data={Object.entries(text.dimensions).map(([value, label]) => ({ value, label }))}
        />
      )}
      <NativeSelect
        name="days"
        label={text.lasts}
        defaultValue="30"
        data={Object.entries(text.lasting).map(([value, label]) => ({ value, label }))}
      />
    </Dialog>
  );
}
