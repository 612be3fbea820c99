import type { ReactNode } from 'react';
import { Failure } from '../../ui/failure.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Card } from '../../ui/page.tsx';
import { Rows } from '../../ui/rows.tsx';
import css from './system.module.css';

type SectionProps = {
  lead: string;
  action?: ReactNode;
  /** undefined: they are on their way. */
  count: number | undefined;
  none: string;
  error: Error | null;
  onRetry: () => void;
  children: ReactNode;
};

/** The list of a section, with a sentence on it and the button that adds one. */
export function SectionCard({ lead, action, count, none, error, onRetry, children }: SectionProps) {
  return (
    <Card flush>
      <div className={css.head}>
        <p>{lead}</p>
        {action}
      </div>
      {count === undefined && !error && <Loading lines={3} />}
      {count === undefined && <Failure error={error} onRetry={onRetry} />}
      {count === 0 && <p className={css.empty}>{none}</p>}
      <Rows>{children}</Rows>
    </Card>
  );
}
