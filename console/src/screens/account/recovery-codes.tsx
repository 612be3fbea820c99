import { Button } from '@mantine/core';
import { Download } from 'lucide-react';
import { saveFile } from '../../api/download.ts';
import { useText } from '../../text/language.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import form from '../../ui/form.module.css';
import css from './account.module.css';
import { accountText } from './text.ts';

/** The recovery codes, which the gateway shows this once. */
export function RecoveryCodes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const text = useText(accountText);
  const lines = codes.join('\n');
  return (
    <div className={form.once}>
      <p>{text.recoveryLead}</p>
      <ul className={css.codes} aria-label={text.recovery}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className={form.buttons}>
        <CopyButton text={lines} />
        <Button
          size="xs"
          variant="default"
          leftSection={<Download size={14} aria-hidden="true" />}
          onClick={() => saveFile(new Blob([`${lines}\n`]), 'ringtrail-recovery-codes.txt')}
        >
          {text.download}
        </Button>
      </div>
      <Button onClick={onClose}>{text.saved}</Button>
    </div>
  );
}
