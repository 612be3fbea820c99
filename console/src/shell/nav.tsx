import { ChartColumn, Globe, Hash, List, type LucideIcon, Radio, Send } from 'lucide-react';
import { Link, useRoute } from 'wouter';
import type { ConsolePath } from '../../../src/http/console/paths.ts';
import { useSession } from '../session/session.tsx';
import { useText } from '../text/language.ts';
import css from './shell.module.css';
import { shellText } from './text.ts';

type Item = {
  path: ConsolePath;
  name: 'live' | 'calls' | 'reports' | 'numbers' | 'sites' | 'consumers';
  icon: LucideIcon;
  scope: string;
};

/** The screens of the navigation, in its order, with the scope that each needs. */
const ITEMS: readonly Item[] = [
  { path: '/live', name: 'live', icon: Radio, scope: 'calls:read' },
  { path: '/calls', name: 'calls', icon: List, scope: 'calls:read' },
  { path: '/reports', name: 'reports', icon: ChartColumn, scope: 'reports:read' },
  { path: '/numbers', name: 'numbers', icon: Hash, scope: 'setup:read' },
  { path: '/sites', name: 'sites', icon: Globe, scope: 'setup:read' },
  { path: '/consumers', name: 'consumers', icon: Send, scope: 'consumers:read' },
];

/** The links to the screens that the reader may use. */
export function Navigation({ onFollow }: { onFollow?: () => void }) {
  const text = useText(shellText);
  const { can } = useSession();
  return (
    <nav className={css.nav} aria-label={text.navigation}>
      {ITEMS.filter(({ scope }) => can(scope)).map(({ path, name, icon: Icon }) => (
        <NavLink key={path} path={path} {...(onFollow && { onFollow })}>
          <Icon size={17} aria-hidden="true" />
          {text[name]}
        </NavLink>
      ))}
    </nav>
  );
}

function NavLink(props: { path: string; onFollow?: () => void; children: React.ReactNode }) {
  const { path, onFollow, children } = props;
  const [isHere] = useRoute(`${path}/*?`);
  return (
    <Link
      href={path}
      className={css.link}
      aria-current={isHere ? 'page' : undefined}
      {...(onFollow && { onClick: onFollow })}
    >
      {children}
    </Link>
  );
}
