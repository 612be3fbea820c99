import type { Notice } from '../../domain/alert-notice.ts';
import type { Consumer } from '../../domain/consumer.ts';
import type { OutgoingNotice } from '../platforms/platform.ts';
import type { ReportReader } from './report-data.ts';
import type { UnsubscribeLinks } from './unsubscribe.ts';

/** Returns the report of a notice, with the reader's own link. Null: the notice is about another state. */
export type ReportFor = (
  consumer: Consumer,
  notice: { report?: Pick<NonNullable<Notice['report']>, 'to'> | undefined; at: string },
) => Promise<NonNullable<OutgoingNotice['report']> | null>;

export function createReportFor(read: ReportReader, links: UnsubscribeLinks): ReportFor {
  return async (consumer, { report, at }) => {
    if (consumer.kind !== 'report_mail' || !report) return null;
    const { to } = report;
    const unsubscribe = links.urlOf(consumer.settings.consoleUrl, {
      consumer: consumer.id,
      to,
      language: consumer.settings.language,
    });
    return { data: await read(consumer, new Date(at)), to, unsubscribe };
  };
}

/** Reads no report, where no consumer is a report by mail. */
export const NO_REPORTS: ReportFor = async () => null;
