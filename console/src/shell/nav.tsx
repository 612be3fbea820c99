import { ChartColumn, Globe, Hash, List, type LucideIcon, Radio, Send, Settings2 } from 'lucide-react';
import { Link, useRoute } from 'wouter';
import type { ConsolePath } from '../../../src/http/console/paths.ts';
import { useSession } from '../session/session.tsx';
import { useText } from '../text/language.ts';
import css from './shell.module.css';
import { shellText } from './text.ts';

type Item = {
  path: ConsolePath;
  name: 'live' | 'calls' | 'reports' | 'numbers' | 'sites' | 'consumers' | 'system';
  icon: LucideIcon;
  /** One of these is enough. */
  scopes: readonly string[];
};

/** The screens of the navigation, in its order, with the scopes that open each. */
const ITEMS: readonly Item[] = [
  { path: '/live', name: 'live', icon: Radio, scopes: ['calls:read'] },
  { path: '/calls', name: 'calls', icon: List, scopes: ['calls:read'] },
  { path: '/reports', name: 'reports', icon: ChartColumn, scopes: ['reports:read'] },
  { path: '/numbers', name: 'numbers', icon: Hash, scopes: ['setup:read'] },
  { path: '/sites', name: 'sites', icon: Globe, scopes: ['setup:read'] },
  { path: '/consumers', name: 'consumers', icon: Send, scopes: ['consumers:read'] },
  {
    path: '/system',
    name: 'system',
    icon: Settings2,
    scopes: ['keys:read', 'people:read', 'shares:read', 'audit:read', 'system:read'],
  },
];

/** Returns the first screen that the reader's scopes open. Everybody has an account page. */
export function useFirstScreen(): ConsolePath {
  const { can } = useSession();
  return ITEMS.find(({ scopes }) => scopes.some(can))?.path ?? '/account';
}

/** The links to the screens that the reader may use. */
export function Navigation({ onFollow }: { onFollow?: () => void }) {
  const text = useText(shellText);
  const { can } = useSession();
  return (
    <nav className={css.nav} aria-label={text.navigation}>
      {ITEMS.filter(({ scopes }) => scopes.some(can)).map(({ path, name, icon: Icon }) => (
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
