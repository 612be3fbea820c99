export const PERIODS = ['today', 'week', 'month', 'all'] as const;
export type Period = (typeof PERIODS)[number];

const DAYS: Record<Exclude<Period, 'all'>, number> = { today: 1, week: 7, month: 30 };

/** Returns the first moment of a period that ends today, by the zone's days. Returns undefined for all time. */
export function startOf(period: Period, timeZone: string, now = new Date()): string | undefined {
  if (period === 'all') return undefined;
  return startOfDay(new Date(now.getTime() - (DAYS[period] - 1) * 86_400_000), timeZone).toISOString();
}

/** Returns the midnight at which the moment's day began in the zone. */
export function startOfDay(at: Date, timeZone: string): Date {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone }).format(at);
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const first = new Date(midnight - offsetMs(new Date(midnight), timeZone));
  // The clocks may have changed since midnight.
  return new Date(midnight - offsetMs(first, timeZone));
}

/** Returns how far the zone's clocks are ahead of UTC at the moment. */
function offsetMs(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return shown - Math.floor(at.getTime() / 1000) * 1000;
}

export function periodFrom(text: string | undefined, otherwise: Period): Period {
  return PERIODS.find((period) => period === text) ?? otherwise;
}
