import { Button } from '@mantine/core';
import type { Backups as BackupsState } from '../../../../../tools/client/operations.ts';
import { useChange, useRead } from '../../../api/hooks.ts';
import { useSession } from '../../../session/session.tsx';
import { OWN_ZONE, useFormat } from '../../../text/format.ts';
import { useText } from '../../../text/language.ts';
import { Failure } from '../../../ui/failure.tsx';
import { Tag } from '../../../ui/marks.tsx';
import { Row } from '../../../ui/rows.tsx';
import { SectionCard } from '../section-card.tsx';
import css from '../system.module.css';
import { systemText } from '../text.ts';

const REFRESH_MS = 3000;
const BYTES_OF_MB = 1_000_000;

/** The back-ups of the installation, with the last attempt, and a button that makes one. */
export function Backups() {
  const text = useText(systemText);
  const { can } = useSession();
  const { number } = useFormat();
  const { data, error, refetch } = useRead('GET /v1/backups', {}, { refetchInterval: REFRESH_MS });
  const make = useChange('POST /v1/backups');
  const canMake = can('system:write') && Boolean(data?.folder);
  return (
    <SectionCard
      lead={leadOf(data)}
      action={
        canMake && (
          <Button loading={make.isPending || data?.isRunning} onClick={() => make.mutate({})}>
            {text.backUpNow}
          </Button>
        )
      }
      count={data && (data.folder ? data.data.length : 0)}
      none={data?.folder ? text.noBackups : text.backupsOff}
      error={error}
      onRetry={() => void refetch()}
    >
      <Failure error={make.error} />
      {data?.last?.failure && <FailedAttempt of={data.last} />}
      {data?.data.map((backup) => (
        <BackupRow key={backup.name} of={backup} />
      ))}
    </SectionCard>
  );

  function leadOf(state: BackupsState | undefined): string {
    if (!state?.folder) return text.backupsLead;
    return text.backupsPlan(state.folder, number(state.everyHours ?? 0), number(state.keep ?? 0));
  }
}

function FailedAttempt({ of }: { of: NonNullable<BackupsState['last']> }) {
  const text = useText(systemText);
  const { moment } = useFormat();
  return (
    <p className={css.empty} role="alert">
      <Tag tone="bad">{text.failed}</Tag> {text.backupFailed(moment(of.endedAt, OWN_ZONE))} {of.failure}
    </p>
  );
}

function BackupRow({ of: { name, at, bytes } }: { of: BackupsState['data'][number] }) {
  const { moment, locale } = useFormat();
  const size = new Intl.NumberFormat(locale, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 });
  return <Row name={moment(at, OWN_ZONE)} lines={[`${name} · ${size.format(bytes / BYTES_OF_MB)}`]} />;
}
