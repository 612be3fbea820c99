import { describe, expect, it } from 'vitest';
import type { ReportSums } from '../../domain/report.ts';
import type { ReportLanguage } from '../../domain/report-mail.ts';
import { reportMail } from './mail.ts';

const sums = (calls: number, answered: number): ReportSums => ({
  ...{ calls, attributed: calls, talkSeconds: 60 * calls, confidence: 0.9 },
  outcomes: { answered, missed: calls - answered, voicemail: 0, blocked: 0, failed: 0 },
  to: { session: calls, bucket: 0, none: 0 },
});

/** Returns the lines of the text of a mail about a week of February. */
function linesOf(language: ReportLanguage, country: string): string[] {
  const data = {
    ...{ provider: 'Harbour', country, timeZone: 'America/New_York' },
    since: new Date('2026-02-23T05:00:00Z'),
    until: new Date('2026-03-02T05:00:00Z'),
    ...{ total: sums(12_345, 6_000), former: sums(0, 0) },
    rows: [{ ...sums(12_345, 6_000), name: null }],
  };
  const settings = {
    ...({ by: 'source', every: 'week', day: 1, hour: 8, only: {}, language } as const),
    ...{ to: ['a@b.example'], consoleUrl: 'https://calls.example.com' },
  };
  const { text } = reportMail(data, settings, 'a@b.example', 'https://calls.example.com/end');
  return text.replaceAll(/[\u00a0\u2009\u202f]/g, ' ').split('\n');
}

describe('the mail of a report', () => {
  it('has its words, numbers and dates as the language and the country write them', () => {
    expect(linesOf('en', 'US').slice(0, 4)).toEqual([
      'Calls of Harbour, Feb 23 – Mar 1, 2026',
      '',
      'Calls: 12,345 (the period before: 0)',
      'Answered: 49% (the period before: –)',
    ]);
    expect(linesOf('en', 'GB')[0]).toBe('Calls of Harbour, 23 Feb – 1 Mar 2026');
    expect(linesOf('de', 'DE')).toEqual(
      expect.arrayContaining([
        'Anrufe von Harbour, 23.02. – 01.03.2026',
        'Anrufe: 12.345 (im Zeitraum davor: 0)',
        'Angenommen: 49 % (im Zeitraum davor: –)',
        'Anrufe nach Quelle:',
        'nicht bekannt: 12.345',
        'Diese E-Mails beenden: https://calls.example.com/end',
      ]),
    );
    expect(linesOf('es', 'ES')).toEqual(
      expect.arrayContaining([
        'Llamadas: 12.345 (periodo anterior: 0)',
        'Llamadas por fuente:',
        'desconocido: 12.345',
      ]),
    );
  });
});
