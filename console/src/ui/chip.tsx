import { ActionIcon } from '@mantine/core';
import { X } from 'lucide-react';
import { common } from '../text/common.ts';
import { useText } from '../text/language.ts';
import css from './marks.module.css';

/** A filter in force, with the button that removes it. */
export function Chip({ label, onRemove }: { label: string; onRemove: () => void }) {
  const text = useText(common);
  return (
    <span className={css.chip}>
      {label}
      <ActionIcon
        variant="transparent"
        color="gray"
        size="sm"
        aria-label={`${text.remove}: ${label}`}
        onClick={onRemove}
      >
        <X size={14} />
      </ActionIcon>
    </span>
  );
}
