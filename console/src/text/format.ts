import { useMemo } from 'react';
import { localeOf, useLanguage } from './language.ts';

/** The zone of this browser, for providers that have no other. */
export const OWN_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

export type Format = ReturnType<typeof createFormat>;

/** Returns functions that write numbers and times as the reader's locale does. */
export function useFormat(): Format {
  const language = useLanguage();
  return useMemo(() => createFormat(localeOf(language)), [language]);
}

const DAY_MS = 86_400_000;
/** A Monday. */
const MONDAY = Date.UTC(2026, 0, 5);

function createFormat(locale: string) {
  const date = (options: Intl.DateTimeFormatOptions) => (at: string | Date, timeZone: string) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone }).format(new Date(at));
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const finePercent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const unit = (name: string) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'narrow' });
  const [minutes, seconds, hours] = [unit('minute'), unit('second'), unit('hour')];

  return {
    locale,
    number: (value: number) => number.format(value),
    /** Writes a share of 1, such as `85%`. A share below 1% has a decimal. */
    percent: (share: number) => (share > 0 && share < 0.01 ? finePercent : percent).format(share),
    /** Writes seconds, such as `4m 12s`. */
    duration(total: number): string {
      const rest = Math.round(total);
      if (rest < 60) return seconds.format(rest);
      const parts =
        rest < 3600
          ? [minutes.format(Math.floor(rest / 60)), rest % 60 > 0 ? seconds.format(rest % 60) : '']
          : [
              hours.format(Math.floor(rest / 3600)),
              rest % 3600 >= 60 ? minutes.format(Math.floor((rest % 3600) / 60)) : '',
            ];
      return parts.filter(Boolean).join(' ');
    },
    time: date({ hour: 'numeric', minute: '2-digit' }),
    timeWithSeconds: date({ hour: 'numeric', minute: '2-digit', second: '2-digit' }),
    day: date({ weekday: 'short', day: 'numeric', month: 'short' }),
    shortDay: date({ day: 'numeric', month: 'short' }),
    longDay: date({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    moment: date({ day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' }),
    fullMoment: date({ dateStyle: 'full', timeStyle: 'long' }),
    /** Writes the name of a day of the week, from 1 for Monday to 7 for Sunday. */
    weekday: (day: number) =>
      new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(
        MONDAY + (day - 1) * DAY_MS,
      ),
    /** Writes a day of days ago in words: today, yesterday. Returns null for earlier days. */
    nearDay(at: string | Date, timeZone: string): string | null {
      const days = dayNumber(new Date(at), timeZone) - dayNumber(new Date(), timeZone);
      return days > -2 && days <= 0 ? relative.format(days, 'day') : null;
    },
  };
}

function dayNumber(at: Date, timeZone: string): number {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone }).format(at);
  return Date.parse(`${day}T00:00:00Z`) / 86_400_000;
}
