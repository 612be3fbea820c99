import { type ReactNode, useEffect } from 'react';
import { LanguageSelect } from '../../shell/preferences.tsx';
import { useText } from '../../text/language.ts';
import icon from '../../theme/icon.svg';
import css from './sign-in.module.css';
import { signInText } from './text.ts';

/** The frame of the pages for people who are not signed in. */
export function EntrancePage({ title, children }: { title: string; children: ReactNode }) {
  const text = useText(signInText);
  useEffect(() => {
    document.title = `${title} · Ringtrail`;
  }, [title]);
  return (
    <main className={css.stage}>
      <div className={css.box}>
        <div className={css.brand}>
          <img src={icon} alt="" />
          <h1>Ringtrail</h1>
          <p>{text.lead}</p>
        </div>
        {children}
        <div className={css.language}>
          <LanguageSelect />
        </div>
      </div>
    </main>
  );
}
