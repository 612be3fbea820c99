import type { ReportMailSettings } from '../../domain/report-mail.ts';
import type { ReportData } from './report-data.ts';
import { REPORT_MAIL_TEXTS, type ReportMailText } from './text.ts';

/** The texts of one mail, and its numbers and dates as its language and the provider's country write them. */
export type MailWords = ReportMailText & {
  number: (value: number) => string;
  /** Returns the part as per cent of the whole, or a dash where there is no whole. */
  share: (part: number, whole: number) => string;
  period: string;
};

export function mailWords(
  { country, timeZone, since, until }: ReportData,
  { language }: Pick<ReportMailSettings, 'language'>,
): MailWords {
  const locale = country ? `${language}-${country}` : language;
  const numbers = new Intl.NumberFormat(locale);
  const shares = new Intl.NumberFormat(locale, { style: 'percent' });
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone });
  return {
    ...REPORT_MAIL_TEXTS[language],
    number: (value) => numbers.format(value),
    share: (part, whole) => (whole === 0 ? '–' : shares.format(part / whole)),
    // The period ends with its last day, and not with the midnight after it.
    period: dates.formatRange(since, new Date(until.getTime() - 1)),
  };
}
