import { UnstyledButton } from '@mantine/core';
import type { AuditEntry } from '../../../../../tools/client/operations.ts';
import { useNames } from '../../../api/names.ts';
import { OWN_ZONE, useFormat } from '../../../text/format.ts';
import { useText } from '../../../text/language.ts';
import { Tag } from '../../../ui/marks.tsx';
import { Row } from '../../../ui/rows.tsx';
import css from '../system.module.css';
import { systemText } from '../text.ts';
import { ChangeList } from './change-list.tsx';

/** An entry of the log: who sent it, what it asked for, when and from where, and what it changed. */
export function EntryRow({ of, onChoose }: { of: AuditEntry; onChoose: () => void }) {
  const text = useText(systemText);
  const { moment, number, fullMoment } = useFormat();
  const { provider } = useNames();
  const { name, kind, method, route, at, address, status, count, readsCallers, changes, query } = of;
  const filters = new URLSearchParams(query).toString();
  return (
    <Row
      name={
        <UnstyledButton className={css.sender} onClick={onChoose} title={text.of(name)}>
          {name}
        </UnstyledButton>
      }
      tags={
        <>
          <Tag>{text.senders[kind]}</Tag>
          {readsCallers && <Tag tone="warn">{text.readsCallers}</Tag>}
          {status >= 400 && <Tag tone="bad">{text.refused(String(status))}</Tag>}
        </>
      }
      lines={[
        <code key="route">
          {method} {route}
          {filters && `?${filters}`}
        </code>,
        <span key="when">
          <time dateTime={at} title={fullMoment(at, OWN_ZONE)}>
            {moment(at, OWN_ZONE)}
          </time>
          {[address, of.provider && provider(of.provider)?.name, count > 1 && text.times(number(count))]
            .filter(Boolean)
            .map((part) => ` · ${part}`)}
        </span>,
        changes.length > 0 && <ChangeList key="changes" changes={changes} />,
      ]}
    />
  );
}
