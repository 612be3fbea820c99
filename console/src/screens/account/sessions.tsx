import { useChange, useRead } from '../../api/hooks.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Card } from '../../ui/page.tsx';
import { RowAction, Rows } from '../../ui/rows.tsx';
import { deviceOf } from './device.ts';
import { SessionRow } from './session-row.tsx';
import { accountText } from './text.ts';

/** The browsers in which the reader is signed in. Each can be signed out from here. */
export function Sessions() {
  const text = useText(accountText);
  const { data, error, isPending } = useRead('GET /v1/sessions', {});
  const end = useChange('DELETE /v1/sessions/{id}');
  return (
    <Card title={text.sessions} flush>
      {isPending && <Loading lines={3} />}
      <Failure error={error ?? end.error} />
      <Rows>
        {data?.data.map((session) => (
          <SessionRow key={session.id} session={session}>
            {!session.isThis && (
              <RowAction
                of={deviceOf(session.agent)}
                onClick={() => end.mutate({ params: { id: session.id } })}
              >
                {text.signOut}
              </RowAction>
            )}
          </SessionRow>
        ))}
      </Rows>
    </Card>
  );
}
