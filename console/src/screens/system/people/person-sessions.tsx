import type { Person } from '../../../../../tools/client/operations.ts';
import { useChange, useRead } from '../../../api/hooks.ts';
import { useText } from '../../../text/language.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Loading } from '../../../ui/loading.tsx';
import { Rows } from '../../../ui/rows.tsx';
import { SessionRow } from '../../account/session-row.tsx';
import { systemText } from '../text.ts';

/** A dialog with the sessions of a person, which ends all of them. */
export function PersonSessions({ of: { id, name }, onClose }: { of: Person; onClose: () => void }) {
  const text = useText(systemText);
  const { data, error } = useRead('GET /v1/people/{id}/sessions', { params: { id } });
  const end = useChange('DELETE /v1/people/{id}/sessions');
  return (
    <Dialog
      title={text.sessionsTitle(name)}
      action={text.endSessions}
      isDanger
      isPending={end.isPending}
      error={error ?? end.error}
      onSubmit={() => end.mutate({ params: { id } }, { onSuccess: onClose })}
      onClose={onClose}
    >
      {!data && !error && <Loading lines={2} />}
      {data?.data.length === 0 && <p>{text.noSessions}</p>}
      <Rows>
        {data?.data.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </Rows>
    </Dialog>
  );
}
