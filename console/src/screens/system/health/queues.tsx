import type { QueueState } from '../../../../../tools/client/operations.ts';
import { useFormat } from '../../../text/format.ts';
import { useText } from '../../../text/language.ts';
import { Tag } from '../../../ui/marks.tsx';
import { Card } from '../../../ui/page.tsx';
import { Row, Rows } from '../../../ui/rows.tsx';
import css from '../system.module.css';
import { systemText } from '../text.ts';

/** The queues of jobs, each with what waits and what failed. */
export function Queues({ queues }: { queues: readonly QueueState[] | null }) {
  const text = useText(systemText);
  const { number } = useFormat();
  return (
    <Card title={text.queues} flush>
      {queues === null && <p className={css.empty}>{text.noQueues}</p>}
      <Rows>
        {queues?.map(({ name, waiting, active, delayed, failed, workers }) => (
          <Row
            key={name}
            name={text.queueNames[name] ?? name}
            tags={
              <>
                {failed > 0 && <Tag tone="bad">{text.failedJobs(number(failed))}</Tag>}
                {workers === 0 && <Tag tone="warn">{text.noWorker}</Tag>}
              </>
            }
            lines={[
              [
                text.waitingJobs(number(waiting)),
                text.activeJobs(number(active)),
                text.delayedJobs(number(delayed)),
                text.workers(number(workers)),
              ].join(' · '),
            ]}
          />
        ))}
      </Rows>
    </Card>
  );
}
