import { useNames } from '../../api/names.ts';
import { useSession } from '../../session/session.tsx';
import { OWN_ZONE, useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { roleText } from '../../text/roles.ts';
import { FactList } from '../../ui/facts.tsx';
import { Tag } from '../../ui/marks.tsx';
import { Card } from '../../ui/page.tsx';
import css from './account.module.css';
import { accountText } from './text.ts';

/** The name of the reader, and what the reader may see and do. */
export function Profile() {
  const text = useText(accountText);
  const { roles, rights } = useText(roleText);
  const { moment } = useFormat();
  const { provider } = useNames();
  const { kind, name, email, role, providers, scopes, expiresAt } = useSession();
  const named = providers?.map((id) => provider(id)?.name ?? id).join(', ');
  const tags = scopes.map((scope) => <Tag key={scope}>{scope}</Tag>);
  return (
    <Card title={text.profile}>
      <FactList
        facts={[
          [text.name, name],
          [text.email, email],
          [text.role, role && `${roles[role]}. ${rights[role]}`],
          [text.providers, named ?? text.allProviders],
          [text.scopes, kind !== 'person' && <span className={css.scopes}>{tags}</span>],
          [text.ends, kind !== 'person' && expiresAt && moment(expiresAt, OWN_ZONE)],
        ]}
      />
    </Card>
  );
}
