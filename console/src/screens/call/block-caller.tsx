import { Button } from '@mantine/core';
import { Ban } from 'lucide-react';
import type { Block, Call } from '../../../../tools/client/operations.ts';
import { useChange, useRead } from '../../api/hooks.ts';
import { useSession } from '../../session/session.tsx';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { showsNumber } from '../../ui/caller.tsx';
import { Failure } from '../../ui/failure.tsx';
import css from './call.module.css';
import { callText } from './text.ts';

/** Blocks the caller, and takes that back. Says who blocked the caller. */
export function BlockCaller({ call: { id, from }, timeZone }: { call: Call; timeZone: string }) {
  const text = useText(callText);
  const canWrite = useSession().can('calls:write');
  const isKnown = showsNumber(from);
  const { data } = useRead('GET /v1/blocks', { query: { call: id } }, { enabled: isKnown });
  const block = useChange('POST /v1/blocks');
  if (!isKnown) return canWrite && <p className={css.hint}>{text.cannotBlock}</p>;
  const [known] = data?.data ?? [];
  if (known) return <Known block={known} canWrite={canWrite} timeZone={timeZone} />;
  if (!data || !canWrite) return null;
  return (
    <div className={css.form}>
      <div>
        <Button
          variant="default"
          leftSection={<Ban size={15} aria-hidden="true" />}
          loading={block.isPending}
          onClick={() => block.mutate({ body: { call: id } })}
        >
          {text.block}
        </Button>
      </div>
      <Failure error={block.error} />
    </div>
  );
}

function Known(props: { block: Block; canWrite: boolean; timeZone: string }) {
  const {
    block: { id, by, note, createdAt },
    canWrite,
    timeZone,
  } = props;
  const text = useText(callText);
  const { moment } = useFormat();
  const remove = useChange('DELETE /v1/blocks/{id}');
  return (
    <div className={css.form}>
      <p className={css.hint} aria-live="polite">
        {text.isBlocked(by.name, moment(createdAt, timeZone))}
        {note && ` ${note}`}
      </p>
      {canWrite && (
        <div>
          <Button
            variant="default"
            loading={remove.isPending}
            onClick={() => remove.mutate({ params: { id } })}
          >
            {text.unblock}
          </Button>
        </div>
      )}
      <Failure error={remove.error} />
    </div>
  );
}
