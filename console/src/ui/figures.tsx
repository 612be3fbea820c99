import type { ReactNode } from 'react';
import css from './figures.module.css';

/** A row of a screen's most important figures. */
export function FigureRow({ children }: { children: ReactNode }) {
  return <dl className={css.figures}>{children}</dl>;
}

/** A figure with its name, and a detail that puts it into proportion. */
export function Figure(props: { name: string; detail?: ReactNode; children: ReactNode }) {
  const { name, detail, children } = props;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
      {detail && <dd className={css.detail}>{detail}</dd>}
    </div>
  );
}
