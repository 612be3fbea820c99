import { Fragment } from 'react';
import { Link } from 'wouter';
import type { Call } from '../../../../tools/client/operations.ts';
import { useNames } from '../../api/names.ts';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { Caller } from '../../ui/caller.tsx';
import { Confidence, Outcome, Tag } from '../../ui/marks.tsx';
import { CameFrom, pagePath } from '../../ui/visit.tsx';
import css from './calls.module.css';
import { callsText } from './text.ts';

/** The calls of a list under the days on which they came in. */
export function CallTable({ calls }: { calls: readonly Call[] }) {
  const text = useText(callsText);
  const { zone } = useNames();
  const { day, nearDay } = useFormat();
  return (
    <div className={css.holder}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{text.time}</th>
            <th scope="col">{text.caller}</th>
            <th scope="col">{text.outcome}</th>
            <th scope="col">{text.source}</th>
            <th scope="col" className={css.pageColumn}>
              {text.page}
            </th>
            <th scope="col">{text.answeredAt}</th>
            <th scope="col">{text.confidence}</th>
          </tr>
        </thead>
        <tbody>
          {byDay(calls, (call) => day(call.at, zone(call.provider))).map(([name, ofDay]) => (
            <Fragment key={name}>
              <tr className={css.day}>
                <th colSpan={7} scope="rowgroup">
                  {dayTitle(name, nearDay(ofDay[0]?.at ?? '', zone(ofDay[0]?.provider ?? null)))}
                </th>
              </tr>
              {ofDay.map((call) => (
                <CallRow key={call.id} call={call} />
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CallRow({ call }: { call: Call }) {
  const text = useText(callsText);
  const { zone, endpoint, site } = useNames();
  const { time, fullMoment } = useFormat();
  const timeZone = zone(call.provider);
  const { visit, tags, qualification, calledBackAt } = call;
  return (
    <tr className={css.row}>
      <td className={css.time}>
        <time dateTime={call.at} title={fullMoment(call.at, timeZone)}>
          {time(call.at, timeZone)}
        </time>
      </td>
      <td className={css.caller}>
        <Link href={`/calls/${call.id}`}>
          <Caller from={call.from} />
        </Link>
        {(tags.length > 0 || qualification?.spam || calledBackAt) && (
          <div className={css.marks}>
            {qualification?.spam && <Tag tone="bad">Spam</Tag>}
            {calledBackAt && <Tag tone="good">{text.calledBack}</Tag>}
            {tags.map((tag) => (
              <Tag key={tag}>{tag}</Tag>
            ))}
          </div>
        )}
      </td>
      <td className={css.result}>
        <Outcome {...call} />
        <Lasted call={call} />
      </td>
      <td className={css.from}>
        <CameFrom visit={visit} />
      </td>
      <td className={css.pageColumn}>
        {visit?.landingPage && (
          <div className={css.pageName} title={visit.landingPage}>
            {pagePath(visit.landingPage)}
          </div>
        )}
      </td>
      <td className={css.endpoint}>
        {endpoint(call.endpoint)?.name}
        <div className={css.quiet}>{site(call.site)?.name}</div>
      </td>
      <td className={css.sure}>
        {visit && visit.to !== 'none' && <Confidence value={visit.confidence} label={text.confidence} />}
      </td>
    </tr>
  );
}

/** How long the parties talked, or how long it rang in vain. */
function Lasted({ call: { outcome, talkSeconds, ringSeconds } }: { call: Call }) {
  const text = useText(callsText);
  const { duration } = useFormat();
  if (talkSeconds) return <div className={css.quiet}>{text.talk(duration(talkSeconds))}</div>;
  if (outcome === 'missed' && ringSeconds)
    return <div className={css.quiet}>{text.rang(duration(ringSeconds))}</div>;
  return null;
}

function byDay(calls: readonly Call[], dayOf: (call: Call) => string): [string, Call[]][] {
  const days = new Map<string, Call[]>();
  for (const call of calls) {
    const name = dayOf(call);
    days.set(name, [...(days.get(name) ?? []), call]);
  }
  return [...days];
}

function dayTitle(name: string, near: string | null): string {
  return near === null ? name : `${near.charAt(0).toUpperCase()}${near.slice(1)} · ${name}`;
}
