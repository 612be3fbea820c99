import { Modal } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { common } from '../text/common.ts';
import { useText } from '../text/language.ts';
import css from './keys.module.css';

type Keys = Record<string, () => void>;

/** Runs what a key stands for, unless the reader types, a dialog is open, or another key is held down with it. */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const run = latest.current[event.key];
      if (!run || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || document.querySelector('[role=dialog]')) return;
      event.preventDefault();
      run();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

/** The overlay of a screen's keys. `?` opens it. */
export function KeyHelp({ keys }: { keys: readonly (readonly [key: string, meaning: string])[] }) {
  const text = useText(common);
  const [isOpen, setOpen] = useState(false);
  useKeys({ '?': () => setOpen(true) });
  return (
    <Modal
      opened={isOpen}
      onClose={() => setOpen(false)}
      title={text.keys}
      closeButtonProps={{ 'aria-label': text.close }}
    >
      <dl className={css.keys}>
        {[...keys, ['?', text.keys] as const].map(([key, meaning]) => (
          <div key={key}>
            <dt>
              {key.split(' ').map((one) => (
                <kbd key={one}>{one}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}
