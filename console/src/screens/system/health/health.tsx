import { useRead } from '../../../api/hooks.ts';
import { OWN_ZONE, useFormat } from '../../../text/format.ts';
import { useText } from '../../../text/language.ts';
import { Failure } from '../../../ui/failure.tsx';
import { Figure, FigureRow } from '../../../ui/figures.tsx';
import { Loading } from '../../../ui/loading.tsx';
import { Tag } from '../../../ui/marks.tsx';
import { Card } from '../../../ui/page.tsx';
import { Row, Rows } from '../../../ui/rows.tsx';
import { systemText } from '../text.ts';
import { Conditions } from './conditions.tsx';
import { Queues } from './queues.tsx';
import { Settings } from './settings.tsx';

const REFRESH = { refetchInterval: 5000 };

/** How the installation is: its checks, gateways and queues, and the settings of the gateway that answers. */
export function Health() {
  const text = useText(systemText);
  const { number, moment } = useFormat();
  const { data, error, refetch, dataUpdatedAt } = useRead('GET /v1/system', {}, REFRESH);
  const backups = useRead('GET /v1/backups', {}, REFRESH);
  if (!data) return error ? <Failure error={error} onRetry={() => void refetch()} /> : <Loading />;
  const { ready, gateways, queues, version, node, startedAt, checks } = data;
  return (
    <>
      <FigureRow>
        <Figure name={text.state}>{ready ? text.ready : text.notReady}</Figure>
        <Figure name={text.gateways}>{gateways === null ? '–' : number(gateways)}</Figure>
        <Figure name={text.version} detail={`Node.js ${node}`}>
          {version}
        </Figure>
        <Figure name={text.uptime} detail={moment(startedAt, OWN_ZONE)}>
          <Uptime seconds={(Date.parse(data.at) - Date.parse(startedAt)) / 1000} />
        </Figure>
      </FigureRow>
      <Card title={text.checks} flush>
        <Rows>
          {Object.entries(checks).map(([name, outcome]) => (
            <Row
              key={name}
              name={text.checkNames[name] ?? name}
              tags={outcome === 'ok' ? <Tag tone="good">{text.ok}</Tag> : <Tag tone="bad">{text.failed}</Tag>}
              lines={[outcome !== 'ok' && outcome]}
            />
          ))}
        </Rows>
      </Card>
      <Conditions state={data} backups={backups.data} arrivedAt={dataUpdatedAt} />
      <Queues queues={queues} />
      <Settings />
    </>
  );
}

/** How long the gateway runs: days, or its two largest units on the first day. */
function Uptime({ seconds }: { seconds: number }) {
  const { duration, locale } = useFormat();
  const days = Math.floor(seconds / 86_400);
  if (days === 0) return duration(seconds);
  return new Intl.NumberFormat(locale, { style: 'unit', unit: 'day', unitDisplay: 'long' }).format(days);
}
