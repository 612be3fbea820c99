import { describe, expect, it } from 'vitest';
import type { Ask } from '../cli/connection.ts';
import type { Backups, Consumer, Drift, Setting, VirtualNumber } from '../client/operations.ts';
import { carrierFindings } from './carriers.ts';
import { consumerFindings } from './consumers.ts';
import { diskFinding } from './disk.ts';
import { type Finding, reportOf } from './finding.ts';
import { backupFinding } from './keys.ts';
import { plainHttp } from './public-url.ts';

const NOW = Date.parse('2026-06-01T12:00:00.000Z');
const levelsOf = (findings: readonly Finding[]) => findings.map(({ level, code }) => `${level} ${code}`);
const setting = (name: string) => ({ name, source: 'environment', value: null }) as unknown as Setting;

describe('the disk', () => {
  it.each([
    [199_999_999, 'fault disk_full'],
    [200_000_000, 'warning disk_low'],
    [1_999_999_999, 'warning disk_low'],
    [2_000_000_000, 'ok ok'],
  ])('with %i bytes left has the finding %s', (bytes, finding) => {
    expect(levelsOf([diskFinding(bytes, reportOf('disk'))])).toEqual([finding]);
  });
});

describe('the public URL', () => {
  it.each([
    ['http://calls.example.com', ['fault public_url_http']],
    ['http://10.0.0.7:8080', ['fault public_url_http']],
    ['https://calls.example.com', []],
    ['http://localhost:8080', []],
    ['http://127.0.0.1:8080', []],
    ['http://[::1]:8080', []],
  ])('%s has the findings %j on its encryption', (url, findings) => {
    expect(levelsOf(plainHttp(url))).toEqual(findings);
  });
});

describe('the carriers', () => {
  const none = { accounts: [], elsewhere: [], missing: [], unknown: [], unchecked: [] };
  const find = (
    drift: object,
    settings = ['TWILIO_AUTH_TOKEN', 'VONAGE_SIGNATURE_SECRET'],
    number: object = { carrier: 'twilio', state: 'active' },
  ) =>
    carrierFindings(
      { ...none, ...drift } as unknown as Drift,
      [number as VirtualNumber],
      settings.map(setting),
    );

  it('without a fault have one finding that says so', () => {
    expect(levelsOf(find({}))).toEqual(['ok ok']);
  });

  it('whose secret is missing refuse all calls, but not for a retired number', () => {
    expect(levelsOf(find({}, []))).toEqual(['fault carrier_secret_missing']);
    expect(levelsOf(find({}, [], { carrier: 'twilio', state: 'retired' }))).toEqual(['ok ok']);
  });

  it('whose account cannot be read have the reason, and no further finding that they were not checked', () => {
    const account = { carrier: 'twilio', account: 'AC1', error: 'The token is wrong.' };
    const findings = find({ accounts: [account], unchecked: ['twilio'] });
    expect(levelsOf(findings)).toEqual(['fault carrier_account']);
    expect(findings[0]?.detail).toBe(
      'The account AC1 of twilio cannot be read: The token is wrong. Correct TWILIO_ACCOUNTS.',
    );
  });

  it.each([
    ['twilio', 'Set TWILIO_ACCOUNTS to have them checked.'],
    ['vonage', 'Ringtrail cannot read the accounts of this carrier.'],
  ])('whose settings were not checked have a remedy: %s', (carrier, remedy) => {
    const [finding] = find({ unchecked: [carrier] });
    expect(finding).toMatchObject({ level: 'warning', code: 'carrier_unchecked' });
    expect(finding?.detail).toContain(remedy);
  });

  it('whose numbers differ have a finding for each kind of difference', () => {
    const numbers = Array.from({ length: 7 }, (_, i) => ({ carrier: 'twilio', number: `+1202555010${i}` }));
    const elsewhere = [{ carrier: 'twilio', number: '+12025550190', detail: 'It leads to another server.' }];
    const findings = find({ elsewhere, missing: numbers, unknown: numbers.slice(0, 1) });
    expect(levelsOf(findings)).toEqual([
      'fault number_elsewhere',
      'fault number_missing',
      'warning number_unknown',
    ]);
    expect(findings[1]?.detail).toContain('+12025550104 and 2 more.');
  });
});

describe('the consumers', () => {
  const noTest: Ask = (name) => {
    throw new Error(`${name} must not be sent`);
  };
  const alert = {
    id: 'cons_alert',
    name: 'Alert',
    kind: 'slack',
    state: 'active',
    settings: { about: 'pool_low' },
  };
  const find = async (consumer: object, settings: string[] = []) =>
    levelsOf(
      await consumerFindings(
        noTest,
        [{ id: 'cons_1', name: 'CRM', settings: {}, ...consumer }, alert] as unknown as Consumer[],
        settings.map(setting),
      ),
    );

  it.each([
    ['fault consumer_disabled', { kind: 'webhook', state: 'disabled', disabled: { reason: 'It is gone.' } }],
    ['fault consumer_unconnected', { kind: 'hubspot', state: 'unconnected' }],
    ['warning consumer_paused', { kind: 'webhook', state: 'paused' }],
    ['fault no_mail_server', { kind: 'email', state: 'active' }],
    ['fault no_mail_server', { kind: 'report_mail', state: 'active' }],
  ])('have the finding %s, without a test delivery: %j', async (finding, consumer) => {
    expect(await find(consumer)).toEqual([finding]);
  });

  it('that are people get no test delivery', async () => {
    expect(await find({ kind: 'email', state: 'active' }, ['SMTP_URL'])).toEqual(['ok ok']);
  });

  it('without an alert notify nobody', async () => {
    expect(levelsOf(await consumerFindings(noTest, [], []))).toEqual(['warning no_alert']);
  });
});

describe('the back-ups', () => {
  const plan = { folder: '/mnt/backups', everyHours: 6, keep: 7, saved: [] };
  const find = (endedAt: string | null, failure: string | null = null) =>
    levelsOf([
      backupFinding(
        { ...plan, last: endedAt && { startedAt: endedAt, endedAt, failure } } as unknown as Backups,
        NOW,
      ),
    ]);

  it('that were missed three times are too old', () => {
    expect(find('2026-05-31T18:00:00.000Z')).toEqual(['ok ok']);
    expect(find('2026-05-31T17:59:59.999Z')).toEqual(['fault backup_old']);
  });

  it('that failed, are not made yet, or are off have a finding', () => {
    expect(find('2026-06-01T11:00:00.000Z', 'The disk is full.')).toEqual(['fault backup_failed']);
    expect(find(null)).toEqual(['warning backup_none']);
    expect(
      levelsOf([backupFinding({ ...plan, folder: null, last: null } as unknown as Backups, NOW)]),
    ).toEqual(['warning backups_off']);
  });
});
