import type { ReactNode } from 'react';
import { CopyButton } from './copy-button.tsx';
import css from './form.module.css';

/** A secret that the gateway shows this once, with a sentence on it and a button that copies it. */
export function ShownOnce({ lead, secret }: { lead: ReactNode; secret: string }) {
  return (
    <div className={css.once} role="status">
      <p>{lead}</p>
      <code className={css.secret}>{secret}</code>
      <div className={css.buttons}>
        <CopyButton text={secret} />
      </div>
    </div>
  );
}
