import { UnstyledButton } from '@mantine/core';
import { ExternalLink, LogOut } from 'lucide-react';
import { useNames } from '../api/names.ts';
import { useAccess, useSession } from '../session/session.tsx';
import { useText } from '../text/language.ts';
import { LanguageSelect, LookSelect } from './preferences.tsx';
import css from './shell.module.css';
import { shellText } from './text.ts';

/** What stands below the navigation: the demo page, the language, the appearance, and the way out. */
export function Foot({ onFollow }: { onFollow?: () => void }) {
  const text = useText(shellText);
  const { signOut } = useAccess();
  const { name } = useSession();
  return (
    <div className={css.foot}>
      <DemoLink {...(onFollow && { onFollow })} />
      <UnstyledButton className={css.link} onClick={() => void signOut()}>
        <LogOut size={17} aria-hidden="true" />
        {text.signOut}
      </UnstyledButton>
      <p className={css.holder}>{text.signedInAs(name)}</p>
      <div className={css.preferences}>
        <LanguageSelect />
        <LookSelect />
      </div>
    </div>
  );
}

/** The demo page is there when one of the sites is this gateway itself. */
function DemoLink({ onFollow }: { onFollow?: () => void }) {
  const text = useText(shellText);
  const { sites } = useNames();
  if (!sites.some(({ origins }) => origins.includes(window.location.origin))) return null;
  return (
    <a
      className={css.link}
      href="/demo?utm_source=google&utm_medium=cpc"
      target="_blank"
      rel="noreferrer"
      onClick={onFollow}
    >
      <ExternalLink size={17} aria-hidden="true" />
      {text.demo}
    </a>
  );
}
