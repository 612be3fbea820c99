import { ArrowLeft } from 'lucide-react';
import { Link } from 'wouter';
import css from './list.module.css';

/** The link from a record to its list. */
export function BackLink({ to, label }: { to: string; label: string }) {
  return (
    <Link href={to} className={css.back}>
      <ArrowLeft size={15} aria-hidden="true" />
      {label}
    </Link>
  );
}
