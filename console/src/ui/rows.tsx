import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import css from './rows.module.css';

/** A list of things, each with its name, some lines on it, and what can be done with it. */
export function Rows({ children }: { children: ReactNode }) {
  return <ul className={css.rows}>{children}</ul>;
}

type RowProps = {
  name: ReactNode;
  tags?: ReactNode;
  lines?: readonly ReactNode[];
  title?: string;
  children?: ReactNode;
};

/** A thing of a list. Lines without a content are left out. @param props.children its actions */
export function Row({ name, tags, lines = [], title, children }: RowProps) {
  return (
    <li>
      <div className={css.about} title={title}>
        <span className={css.name}>
          {name} {tags}
        </span>
        {lines
          .map((line, place) => ({ line, place }))
          .filter(({ line }) => line)
          .map(({ line, place }) => (
            <span key={place} className={css.line}>
              {line}
            </span>
          ))}
      </div>
      {children && <div className={css.actions}>{children}</div>}
    </li>
  );
}

/** A button of a row. Its name for screen readers says which row it belongs to. */
export function RowAction(props: { of: string; onClick: () => void; loading?: boolean; children: string }) {
  const { of, onClick, loading = false, children } = props;
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      loading={loading}
      onClick={onClick}
      aria-label={`${children}: ${of}`}
    >
      {children}
    </Button>
  );
}
