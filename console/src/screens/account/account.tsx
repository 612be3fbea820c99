import { useRead } from '../../api/hooks.ts';
import { useSession } from '../../session/session.tsx';
import { useText } from '../../text/language.ts';
import { Page } from '../../ui/page.tsx';
import css from './account.module.css';
import { Passkeys } from './passkeys.tsx';
import { Password } from './password.tsx';
import { Profile } from './profile.tsx';
import { SecondFactor } from './second-factor.tsx';
import { Sessions } from './sessions.tsx';
import { accountText } from './text.ts';

/** Who the reader is here. A person also finds every way to sign in. */
export default function Account() {
  const text = useText(accountText);
  const { kind, needsSecondFactor } = useSession();
  const isPerson = kind === 'person';
  const lead = needsSecondFactor ? text.dutyLead : text.lead;
  const { data: ways } = useRead('GET /v1/sign-in', {}, { enabled: isPerson });
  return (
    <Page title={text.title} lead={isPerson ? lead : text.keyLead}>
      <Profile />
      {isPerson && (
        <div className={css.columns}>
          <Password />
          <SecondFactor />
        </div>
      )}
      {ways?.passkeys && <Passkeys />}
      {isPerson && <Sessions />}
    </Page>
  );
}
