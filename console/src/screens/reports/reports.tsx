import { Button, NativeSelect, SegmentedControl } from '@mantine/core';
import { ChartColumn, Download, ImageDown, Mail } from 'lucide-react';
import { useState } from 'react';
import { useNames } from '../../api/names.ts';
import { useSession } from '../../session/session.tsx';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { Chip } from '../../ui/chip.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Card, Empty, Page } from '../../ui/page.tsx';
import { phoneText } from '../../ui/phone.tsx';
import { pagePath } from '../../ui/visit.tsx';
import { DayChart } from './chart.tsx';
import { Confidence } from './confidence.tsx';
import { CostsButton } from './costs.tsx';
import { saveCsv } from './csv.ts';
import { answeredShare, averageTalk, Figures } from './figures.tsx';
import { Funnel } from './funnel.tsx';
import { funnelText } from './funnel-text.ts';
import { HeatMap } from './heat-map.tsx';
import { NewMail } from './new-mail.tsx';
import { savePng } from './png.ts';
import { DIMENSIONS, type Dimension, PERIODS, useReport } from './query.ts';
import { ReportFile } from './report-file.tsx';
import css from './reports.module.css';
import { ReportTable } from './table.tsx';
import { reportsText } from './text.ts';
import { Unattributed } from './unattributed.tsx';
import { Value } from './value.tsx';
import { valueText } from './value-text.ts';

/** The dimension that a drill leads to: the campaigns of a source, the keywords of a campaign. */
const NEXT: Partial<Record<Dimension, Dimension>> = {
  channel: 'source',
  source: 'campaign',
  campaign: 'keyword',
  keyword: 'page',
  site: 'channel',
  endpoint: 'channel',
  number: 'channel',
  location: 'channel',
};

export default function Reports() {
  const text = useText(reportsText);
  const funnelWords = useText(funnelText);
  const valueWords = useText(valueText);
  const report = useReport();
  const { by, period, rows, rowsThen, change } = report;
  const nameOf = useValueNames();
  const { data } = rows;

  function drill(value: string) {
    change({ [by]: value, by: NEXT[by] ?? by });
  }

  return (
    <Page title={text.title} lead={text.lead} actions={<Actions report={report} />}>
      <div className={css.bar}>
        <NativeSelect
          aria-label={text.by}
          value={by}
          onChange={({ currentTarget }) => change({ by: currentTarget.value })}
          data={DIMENSIONS.map((value) => ({ value, label: text.dimensions[value] }))}
        />
        <SegmentedControl
          aria-label={text.period}
          value={period}
          transitionDuration={0}
          onChange={(chosen) => change({ period: chosen })}
          data={PERIODS.map((value) => ({ value, label: text.periods[value] }))}
        />
        <Filters report={report} />
      </div>
      {rows.isPending && <Loading />}
      {!data && <Failure error={rows.error} onRetry={() => void rows.refetch()} />}
      {data && data.total.calls === 0 && (
        <Card>
          <Empty icon={<ChartColumn size={22} />} title={text.noCalls}>
            {text.noCallsLead}
          </Empty>
        </Card>
      )}
      {data && data.total.calls > 0 && (
        <>
          <Figures now={data.total} former={rowsThen.data?.total} />
          {report.days && (
            <Card title={text.perDay} aside={<PictureButton report={report} />}>
              <DayChart days={report.days} timeZone={report.timeZone} callsOf={report.callsOf} />
            </Card>
          )}
          {report.funnel && (
            <Card title={funnelWords.title} aside={<ReportFile name="funnel" query={report.funnelQuery} />}>
              <Funnel {...report.funnel} callsOf={report.callsOf} />
            </Card>
          )}
          {report.hours && (
            <Card title={text.perHour}>
              <HeatMap
                cells={report.hours}
                hrefOf={(weekday, hour) =>
                  report.callsOf({
                    weekday: String(weekday),
                    hourOfDay: String(hour),
                    timeZone: report.timeZone,
                  })
                }
              />
            </Card>
          )}
          {report.confidence && (
            <Card title={text.byConfidence}>
              <Confidence report={report.confidence} callsOf={report.callsOf} />
            </Card>
          )}
          {report.unattributed && report.unattributed.length > 0 && (
            <Card title={text.unattributed}>
              <Unattributed
                rows={report.unattributed}
                total={data.total.calls}
                href={report.callsOf({ view: 'unattributed' })}
              />
            </Card>
          )}
          <Card flush>
            <ReportTable
              by={by}
              rows={data.data}
              former={rowsThen.data?.data ?? []}
              nameOf={(value) => nameOf(by, value)}
              onDrill={drill}
              callsOf={(value) => report.callsOf({ [by]: value ?? '' })}
            />
            {!data.isComplete && <p className={css.note}>{text.cut}</p>}
          </Card>
          {report.value && (
            <Card title={valueWords.title} aside={<ValueActions query={report.valueQuery} />}>
              <Value
                by={by}
                head={text.dimensions[by]}
                report={report.value}
                nameOf={(value) => nameOf(by, value)}
              />
            </Card>
          )}
        </>
      )}
    </Page>
  );
}

type ReportProps = { report: ReturnType<typeof useReport> };

function Filters({ report: { only, change } }: ReportProps) {
  const text = useText(reportsText);
  const nameOf = useValueNames();
  return DIMENSIONS.filter((name) => only[name] !== undefined).map((name) => (
    <Chip
      key={name}
      label={text.filtered(text.dimensions[name], nameOf(name, only[name] ?? null))}
      onRemove={() => change({ [name]: null })}
    />
  ));
}

/** Saves the report, or has it sent by e-mail. */
function Actions({ report }: ReportProps) {
  const text = useText(reportsText);
  const { can } = useSession();
  const [isMailing, setMailing] = useState(false);
  return (
    <>
      {can('consumers:write') && (
        <Button
          variant="default"
          leftSection={<Mail size={15} aria-hidden="true" />}
          onClick={() => setMailing(true)}
        >
          {text.mail}
        </Button>
      )}
      <SaveButton report={report} />
      {isMailing && <NewMail report={report} onClose={() => setMailing(false)} />}
    </>
  );
}

function ValueActions({ query }: { query: Record<string, string> }) {
  const { can } = useSession();
  return (
    <span className={css.bar}>
      {can('setup:write') && <CostsButton />}
      <ReportFile name="value" query={query} />
    </span>
  );
}

function SaveButton({ report: { by, rows } }: ReportProps) {
  const text = useText(reportsText);
  const nameOf = useValueNames();

  function save() {
    const head = [text.dimensions[by], text.calls, text.answered, text.missed, text.talk, text.confidence];
    const lines = (rows.data?.data ?? []).map((row) => [
      nameOf(by, row.by[by] ?? null),
      row.calls,
      answeredShare(row),
      row.outcomes.missed,
      averageTalk(row),
      row.confidence ?? '',
    ]);
    saveCsv(`calls-by-${by}.csv`, [head, ...lines]);
  }

  return (
    <Button variant="default" leftSection={<Download size={15} aria-hidden="true" />} onClick={save}>
      {text.csv}
    </Button>
  );
}

function PictureButton({ report: { days, timeZone } }: ReportProps) {
  const text = useText(reportsText);
  const { shortDay } = useFormat();
  if (!days) return null;
  const { perDay: title, now, former } = text;
  const dayOf = (at: Date) => shortDay(at, timeZone);
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<ImageDown size={14} aria-hidden="true" />}
      onClick={() => savePng('calls-per-day.png', days, { title, now, former, dayOf })}
    >
      {text.png}
    </Button>
  );
}

/** Returns the function that writes a value of a dimension: a site and an endpoint by their names. */
function useValueNames(): (by: Dimension, value: string | null) => string {
  const text = useText(reportsText);
  const { site, endpoint } = useNames();
  return (by, value) => {
    if (value === null || value === '') return text.nothing;
    if (by === 'site') return site(value)?.name ?? text.nothing;
    if (by === 'endpoint') return endpoint(value)?.name ?? text.nothing;
    if (by === 'number') return phoneText(value);
    return by === 'page' ? pagePath(value) : value;
  };
}
