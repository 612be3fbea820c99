import { Fragment } from 'react';
import type { AuditedChange } from '../../../../../tools/client/operations.ts';
import { useNames } from '../../../api/names.ts';
import { useText } from '../../../text/language.ts';
import css from '../system.module.css';
import { systemText } from '../text.ts';
import type { SystemText } from '../text-en.ts';

/** The changes of an entry, each with the members that differ, as they were and as they are. */
export function ChangeList({ changes }: { changes: readonly AuditedChange[] }) {
  const text = useText(systemText);
  const { provider, site, endpoint, pools } = useNames();
  const nameOf = (id: string) =>
    [provider(id), site(id), endpoint(id), pools.find((pool) => pool.id === id)].find(Boolean)?.name;
  return (
    <ul className={css.changes}>
      {changes.map((change) => (
        <li key={change.kind + change.id}>
          {titleOf(change, text, nameOf(change.id))}
          <Members {...change} />
        </li>
      ))}
    </ul>
  );
}

function Members({ before, after }: Pick<AuditedChange, 'before' | 'after'>) {
  const text = useText(systemText);
  const names = Object.keys({ ...before, ...after });
  const write = (value: unknown) => (value === null || value === undefined ? text.empty : textOf(value));
  return (
    <dl className={css.members}>
      {names.map((name) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>
            {before && <del title={text.before}>{write(before[name])}</del>}{' '}
            {after && <ins title={text.after}>{write(after[name])}</ins>}
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}

/** Returns a sentence on the change. @param known the name that the record has now */
function titleOf(
  { kind, id, before, after }: AuditedChange,
  text: SystemText,
  known: string | undefined,
): string {
  const [name] = [after?.name, before?.name, known, id].filter((one) => typeof one === 'string');
  const what = `${text.records[kind] ?? kind} ${name}`;
  if (before === null) return text.created(what);
  return after === null ? text.deleted(what) : text.changed(what);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
