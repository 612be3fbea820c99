import type { Command } from 'commander';
import { SLOT_MS } from '../../src/domain/report.ts';
import { DAY_MS } from '../../src/domain/report-day.ts';
import type { Context } from './context.ts';
import { CommandError } from './errors.ts';
import { table } from './output.ts';

const LEAST = ['minutes', 'confidence', 'missed', 'answered'];

type ReportOptions = { by: string; days: string; provider?: string; limit: string };

/** Adds `report`: counts of calls by source, campaign, day and more. */
export function addReport(program: Command, { ask, print, progress, width }: Context): void {
  program
    .command('report')
    .description('Count calls by source, campaign, day and more')
    .option('--by <dimensions>', 'dimensions, separated by commas', 'source')
    .option('--days <count>', 'the days up to now', '30')
    .option('--provider <id>', 'of this provider alone')
    .option('--limit <rows>', 'at most this many rows', '50')
    .action(async ({ by, days, provider, limit }: ReportOptions) => {
      const until = Math.ceil(Date.now() / SLOT_MS) * SLOT_MS;
      if (!(Number(days) > 0)) throw new CommandError('--days must be a number above 0.');
      const since = Math.floor((until - Number(days) * DAY_MS) / SLOT_MS) * SLOT_MS;
      const query = {
        ...{ by, limit: Number(limit), ...(provider && { provider }) },
        ...{ since: new Date(since).toISOString(), until: new Date(until).toISOString() },
      };
      const report = await progress('counting calls', () => ask('GET /v1/reports/calls', { query }));
      const rowOf = ({ calls, outcomes, talkSeconds, confidence }: typeof report.total) => ({
        calls,
        answered: outcomes.answered,
        missed: outcomes.missed,
        minutes: Math.round(talkSeconds / 60),
        confidence: confidence === null ? null : `${Math.round(confidence * 100)} %`,
      });
      const dimensions = by.split(',').filter(Boolean);
      const columns = [...dimensions, 'calls', 'answered', 'missed', 'minutes', 'confidence'];
      const total = { ...Object.fromEntries(dimensions.map((name) => [name, ''])), ...rowOf(report.total) };
      const rows = report.data.map((row) => ({ ...row.by, ...rowOf(row) }));
      const [first = ''] = dimensions;
      print(report, () => table([...rows, { ...total, [first]: 'all calls' }], columns, width, LEAST));
    })
    .addHelpText('after', '\nExample:\n  ringtrail report --by source,campaign --days 7');
}
