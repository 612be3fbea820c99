import { useState } from 'react';
import type { Setting } from '../../../../../tools/client/operations.ts';
import { useRead } from '../../../api/hooks.ts';
import { useText } from '../../../text/language.ts';
import { Failure } from '../../../ui/failure.tsx';
import { Loading } from '../../../ui/loading.tsx';
import { Tag } from '../../../ui/marks.tsx';
import { Card } from '../../../ui/page.tsx';
import { Row, Rows } from '../../../ui/rows.tsx';
import css from '../system.module.css';
import { systemText } from '../text.ts';

/** The settings of the gateway that answers, those that somebody set first. Secrets are not shown. */
export function Settings() {
  const text = useText(systemText);
  const [isAll, setAll] = useState(false);
  const { data, error, refetch } = useRead('GET /v1/system/settings', {});
  const shown = data?.data.filter(({ source }) => isAll || source !== 'default');
  return (
    <Card
      title={text.settings}
      flush
      aside={
        <label className={css.choice}>
          <input
            type="checkbox"
            checked={isAll}
            onChange={({ currentTarget }) => setAll(currentTarget.checked)}
          />
          {text.withDefaults}
        </label>
      }
    >
      {!data && !error && <Loading lines={3} />}
      <Failure error={error} onRetry={() => void refetch()} />
      {shown?.length === 0 && <p className={css.empty}>{text.onlyDefaults}</p>}
      <Rows>
        {shown?.map((setting) => (
          <SettingRow key={setting.name} of={setting} />
        ))}
      </Rows>
    </Card>
  );
}

function SettingRow({ of: { name, description, value, source } }: { of: Setting }) {
  const text = useText(systemText);
  return (
    <Row
      name={<code>{name}</code>}
      tags={<Tag>{text.sources[source]}</Tag>}
      title={description}
      lines={[value === null ? text.secret : value]}
    />
  );
}
