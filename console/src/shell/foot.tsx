import { UnstyledButton } from '@mantine/core';
import { BookOpen, CircleUser, ExternalLink, LogOut } from 'lucide-react';
import { Link, useRoute } from 'wouter';
import { useNames } from '../api/names.ts';
import { useAccess, useSession } from '../session/session.tsx';
import { useText } from '../text/language.ts';
import { LanguageSelect, LookSelect } from './preferences.tsx';
import css from './shell.module.css';
import { shellText } from './text.ts';

/** What stands below the navigation: the demo page, the reader's account, the way out, the language and the appearance. */
export function Foot({ onFollow }: { onFollow?: () => void }) {
  const text = useText(shellText);
  const { signOut } = useAccess();
  return (
    <div className={css.foot}>
      <DemoLink {...(onFollow && { onFollow })} />
      <a className={css.link} href="/docs" target="_blank" rel="noreferrer" onClick={onFollow}>
        <BookOpen size={17} aria-hidden="true" />
        {text.apiReference}
      </a>
      <AccountLink {...(onFollow && { onFollow })} />
      <UnstyledButton className={css.link} onClick={() => void signOut()}>
        <LogOut size={17} aria-hidden="true" />
        {text.signOut}
      </UnstyledButton>
      <div className={css.preferences}>
        <LanguageSelect />
        <LookSelect />
      </div>
    </div>
  );
}

/** The reader's name, which leads to the account. */
function AccountLink({ onFollow }: { onFollow?: () => void }) {
  const text = useText(shellText);
  const { name } = useSession();
  const [isHere] = useRoute('/account');
  return (
    <Link
      href="/account"
      className={css.link}
      title={text.signedInAs(name)}
      aria-current={isHere ? 'page' : undefined}
      {...(onFollow && { onClick: onFollow })}
    >
      <CircleUser size={17} aria-hidden="true" />
      <span className={css.holder}>
        <span className={css.hidden}>{text.account}: </span>
        {name}
      </span>
    </Link>
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
