import type { ReportQuery } from '../../attribution/port.ts';
import type { ConsumerOf } from '../../domain/consumer.ts';
import type { Report, ReportSums } from '../../domain/report.ts';
import { type Directory, timeZoneOf } from '../../registry/port.ts';
import { latestPeriod, type Period } from './period.ts';

/** A report as its mail shows it. */
export type ReportData = {
  provider: string;
  /** The provider's country, as in US. */
  country: string | null;
  timeZone: string;
  since: Date;
  until: Date;
  total: ReportSums;
  /** The sums of the period before. */
  former: ReportSums;
  /** Sites and endpoints have their names. */
  rows: readonly (ReportSums & { name: string | null })[];
};

export type MakeReport = (query: ReportQuery) => Promise<Pick<Report, 'data' | 'total'>>;
export type ReportReader = (consumer: ConsumerOf<'report_mail'>, at: Date) => Promise<ReportData>;

const MAX_ROWS = 1000;

/** Returns a function that reads the consumer's report as its mail of the time `at` has it. */
export function createReportReader(
  makeReport: MakeReport,
  directory: Pick<Directory, 'get' | 'endpointsOfProvider'>,
): ReportReader {
  function nameOf(by: string, value: string | null): string | null {
    if (value === null || (by !== 'site' && by !== 'endpoint')) return value;
    return directory.get(by === 'site' ? 'sites' : 'endpoints', value)?.name ?? value;
  }

  return async ({ provider, settings }, at) => {
    const timeZone = timeZoneOf(directory, provider);
    const owner = directory.get('providers', provider);
    const { since, until, formerSince }: Period = latestPeriod(settings, timeZone, at);
    const only = Object.fromEntries(Object.entries(settings.only).filter(([, value]) => value !== undefined));
    const common = { provider, timeZone, only, limit: MAX_ROWS };
    const [now, former] = await Promise.all([
      makeReport({ ...common, by: [settings.by], since, until }),
      makeReport({ ...common, by: [], since: formerSince, until: since }),
    ]);
    return {
      ...{ provider: owner?.name ?? '', country: owner?.country ?? null, timeZone, since, until },
      ...{ total: now.total, former: former.total },
      rows: now.data.map(({ by, ...sums }) => ({
        ...sums,
        name: nameOf(settings.by, by[settings.by] ?? null),
      })),
    };
  };
}
