import type { ReactNode } from 'react';
import { Card } from '../../ui/page.tsx';
import css from './routing.module.css';

/** One step of the flow, with its place in it. */
export function Part({ title, lead, children }: { title: string; lead: string; children?: ReactNode }) {
  return (
    <li>
      <Card title={title}>
        <p className={css.quiet}>{lead}</p>
        {children && <div className={css.fields}>{children}</div>}
      </Card>
    </li>
  );
}
