import { expect, it } from 'vitest';
import { SLOT_MS, TIMES } from '../domain/report.ts';
import { DAY_MS } from '../domain/report-day.ts';
import { timesOf, timesOfDay } from './report-times.ts';

it.each([
  'UTC',
  'Europe/Berlin',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Pacific/Apia',
])('the slots of each day of a year have the times that the clocks of %s show', (timeZone) => {
  for (let day = Date.UTC(2011, 0, 1); day < Date.UTC(2012, 0, 3); day += DAY_MS) {
    const times = timesOfDay(new Date(day), timeZone, TIMES);
    for (const slot of [0, 1, 47, 60, 95])
      expect(times(slot)).toEqual(timesOf(new Date(day + slot * SLOT_MS), timeZone, TIMES));
  }
});
