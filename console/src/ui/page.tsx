import { type ReactNode, useEffect } from 'react';
import css from './page.module.css';

type PageProps = {
  title: string;
  /** In the place of the title, where the heading is more than text. */
  heading?: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
};

/** A screen: its title, which is also the document's, a sentence on it, its actions and its content. */
export function Page(props: PageProps) {
  const { title, heading = title, lead, actions, children } = props;
  useEffect(() => {
    document.title = `${title} · Ringtrail`;
  }, [title]);
  return (
    <div className={css.page}>
      <header className={css.head}>
        <div>
          <h1>{heading}</h1>
          {lead && <div className={css.lead}>{lead}</div>}
        </div>
        {actions && <div className={css.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A box of a screen, with a heading where it has one. */
export function Card(props: {
  title?: string;
  aside?: ReactNode;
  flush?: boolean;
  className?: string | undefined;
  children: ReactNode;
}) {
  const { title, aside, flush = false, className = '', children } = props;
  return (
    <section className={`${css.card} ${flush ? '' : css.padded} ${className}`}>
      {title && (
        <div className={`${css.cardHead} ${flush ? css.flushHead : ''}`}>
          <h2>{title}</h2>
          {aside}
        </div>
      )}
      {children}
    </section>
  );
}

/** Says what would be here, and what to do so that it is. */
export function Empty(props: { icon: ReactNode; title: string; children: ReactNode; actions?: ReactNode }) {
  const { icon, title, children, actions } = props;
  return (
    <div className={css.empty}>
      <div className={css.emptyIcon} aria-hidden="true">
        {icon}
      </div>
      <h2>{title}</h2>
      <p>{children}</p>
      {actions && <div className={css.emptyActions}>{actions}</div>}
    </div>
  );
}
