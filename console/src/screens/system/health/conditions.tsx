import type { Backups, SystemState } from '../../../../../tools/client/operations.ts';
import { OWN_ZONE, useFormat } from '../../../text/format.ts';
import { useText } from '../../../text/language.ts';
import { Tag } from '../../../ui/marks.tsx';
import { Card } from '../../../ui/page.tsx';
import { Row, Rows } from '../../../ui/rows.tsx';
import { type Condition, conditionsOf } from './conditions.ts';
import { conditionsText } from './conditions-text.ts';

const TONES = { ok: 'good', warning: 'warn', fault: 'bad' } as const;

type ConditionsProps = {
  state: SystemState;
  /** undefined: the reader does not see them. */
  backups: Backups | undefined;
  /** The time by the reader's clock at which the state arrived, in milliseconds. */
  arrivedAt: number;
};

/** The disk, Redis, clock, back-ups and address of the installation, each with its remedy where it is not fine. */
export function Conditions({ state, backups, arrivedAt }: ConditionsProps) {
  const text = useText(conditionsText);
  const { moment, number, locale } = useFormat();
  const size = (bytes: number) =>
    bytes < 1e9
      ? new Intl.NumberFormat(locale, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 }).format(
          bytes / 1e6,
        )
      : new Intl.NumberFormat(locale, { style: 'unit', unit: 'gigabyte', maximumFractionDigits: 1 }).format(
          bytes / 1e9,
        );
  const { redis, publicUrl } = state;
  const last = backups?.last;
  const facts: Record<Condition['of'], string | null> = {
    publicUrl,
    store: state.store === 'sqlite' ? `SQLite ${state.sqlite}` : 'MongoDB',
    disk: text.free(size(state.freeBytes)),
    redis: redis && `Redis ${redis.version} · ${text.persistence[redis.persistence]}`,
    memory: redis && text.used(size(redis.usedBytes), redis.maxBytes > 0 ? size(redis.maxBytes) : null),
    clock: text.skew(number(Math.round(Math.abs(Date.parse(state.at) - arrivedAt) / 1000))),
    backups: last ? moment(last.endedAt, OWN_ZONE) : null,
  };
  const values = {
    fault: redis?.persistenceFault ?? '',
    policy: redis?.evictionPolicy ?? '',
    failure: last?.failure ?? '',
    folder: backups?.folder ?? '',
  };
  return (
    <Card title={text.title} flush>
      <Rows>
        {conditionsOf(state, backups, arrivedAt).map(({ of, level, codes }) => (
          <Row
            key={of}
            name={text.names[of]}
            tags={<Tag tone={TONES[level]}>{text.levels[level]}</Tag>}
            lines={[facts[of], ...codes.map((code) => text.remedies[code](values))]}
          />
        ))}
      </Rows>
    </Card>
  );
}
