import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { Check, Copy } from 'lucide-react';
import { common } from '../text/common.ts';
import { useText } from '../text/language.ts';

/** A button that copies the text, and says for two seconds that it did. */
export function CopyButton({ text, disabled = false }: { text: string; disabled?: boolean }) {
  const words = useText(common);
  const { copied, copy } = useClipboard({ timeout: 2000 });
  return (
    <Button
      size="xs"
      variant="default"
      disabled={disabled}
      leftSection={copied ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />}
      onClick={() => copy(text)}
    >
      {copied ? words.copied : words.copy}
    </Button>
  );
}
