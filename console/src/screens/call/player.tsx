import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { download } from '../../api/download.ts';
import { readKey } from '../../api/key.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import css from './call.module.css';
import { callText } from './text.ts';

/** Plays the recording of a call. A browser's player cannot send a pasted key, so its holder saves the file. */
export function Player({ call }: { call: string }) {
  const text = useText(callText);
  const address = `/v1/calls/${call}/recording`;
  const saving = useMutation({ mutationFn: () => download(address, `${call}.wav`) });
  if (readKey() === null) {
    return (
      // biome-ignore lint/a11y/useMediaCaption: calls have no captions
      <audio className={css.player} controls preload="none" src={address} aria-label={text.recording} />
    );
  }
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<Download size={14} aria-hidden="true" />}
        loading={saving.isPending}
        onClick={() => saving.mutate()}
      >
        {text.saveRecording}
      </Button>
      <Failure error={saving.error} />
    </>
  );
}
