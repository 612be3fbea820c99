import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createReportMails } from '../../src/delivery/report-mails/plan.ts';
import { rig, useRigAndDouble } from '../support/consumers/rig-and-double.ts';
import { provider } from '../support/examples.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { setUpProvider } from '../support/setup-provider.ts';
import { startSmtp } from '../support/smtp.ts';
import { playCall } from '../support/twilio.ts';

const HOUR = 3_600_000;

const settings = {
  ...{ to: ['owner@shop.example', 'boss@shop.example'], by: 'source', every: 'week', day: 1, hour: 8 },
  consoleUrl: 'https://calls.example.com',
};

describe('the plan of reports by mail', () => {
  useRigAndDouble();
  const plan = () =>
    createReportMails({ store: rig.store, zoneOf: () => 'America/New_York', now: rig.now })();

  it('has each report once for each reader, also when two workers plan and one dies', async () => {
    rig.directory.put('providers', provider('prov_1'));
    const canMail = rig.consumersOn(rig.store, true, true);
    const { consumer } = await canMail.create({
      ...{ provider: 'prov_1', name: 'Weekly', kind: 'report_mail', settings, credentials: {} },
      ...{ from: 'now', paused: false, inOrder: false, rule: {} },
    } as never);
    // It is Monday, 04:00 in New York.
    await plan();
    expect(await rig.deliveriesOf(consumer.id)).toEqual([]);
    rig.advance(4 * HOUR);
    const dead = () => Promise.reject(new Error('the worker was killed'));
    const dying = { ...rig.store, deliveries: { ...rig.store.deliveries, add: dead } };
    const killed = createReportMails({ store: dying, zoneOf: () => 'America/New_York', now: rig.now })();
    await expect(killed).rejects.toThrow('killed');
    await Promise.all([plan(), plan(), plan()]);
    const planned = await rig.deliveriesOf(consumer.id);
    expect(planned.map(({ notice }) => notice?.report?.to).toSorted()).toEqual(settings.to.toSorted());
    expect(planned[0]?.notice?.report).toMatchObject({
      ...{ since: '2026-02-23T05:00:00.000Z', until: '2026-03-02T05:00:00.000Z' },
    });
    rig.advance(6 * 24 * HOUR);
    await plan();
    expect(await rig.deliveriesOf(consumer.id)).toHaveLength(2);
    rig.advance(24 * HOUR);
    await plan();
    expect(await rig.deliveriesOf(consumer.id)).toHaveLength(4);
  });
});

describe('a report by mail', () => {
  let smtp: Awaited<ReturnType<typeof startSmtp>>;
  let ringtrail: Ringtrail;
  let shop: Awaited<ReturnType<typeof setUpProvider>>;
  beforeAll(async () => {
    smtp = await startSmtp();
    ringtrail = await startRingtrail({
      env: { SMTP_URL: smtp.url, MAIL_FROM: 'reports@ringtrail.example' },
    });
    shop = await setUpProvider(ringtrail.api);
  });
  afterAll(async () => {
    await ringtrail.stop();
    await smtp.stop();
  });

  const create = (changes: object = {}, key?: string) =>
    ringtrail.api<{ id: string; settings: { to: string[] } }>('POST', '/v1/consumers', {
      body: {
        ...{ provider: shop.provider, name: 'Weekly', kind: 'report_mail' },
        settings: { ...settings, ...changes },
      },
      ...(key !== undefined && { key }),
    });
  const readers = async (id: string) =>
    (await ringtrail.api<{ settings: { to: string[] } }>('GET', `/v1/consumers/${id}`)).body.settings.to;

  it('has totals, rows, a file and a link by which its reader alone ends it, without signing in', async () => {
    await playCall(ringtrail, { to: shop.numbers[0] ?? '' });
    const { status, body } = await create({ consoleUrl: ringtrail.url });
    expect(status).toBe(201);
    const tried = await ringtrail.api('POST', `/v1/consumers/${body.id}/test`);
    expect(tried.body).toMatchObject({ ok: true });
    const mail = await smtp.next('owner@shop.example');
    await smtp.next('boss@shop.example');
    expect(mail.text).toContain('Calls of Test provider');
    expect(mail.text).toContain('Calls by source:');
    expect(mail.text).toMatch(/Answered: .* \(the period before: /);
    expect(mail.html).toContain('name="color-scheme" content="light dark"');
    expect(mail.html).toContain('/reports?by=source');
    const headers = mail.headers.replace(/\r\n\s+/g, '');
    expect(headers).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    const [, url = ''] = /List-Unsubscribe: ?<(.+?)>/.exec(headers) ?? [];

    const page = await fetch(url);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('End the reports to owner@shop.example?');
    expect(await readers(body.id)).toEqual(settings.to);
    const post = () =>
      fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: 'List-Unsubscribe=One-Click',
      });
    expect([(await post()).status, (await post()).status]).toEqual([200, 200]);
    expect(await readers(body.id)).toEqual(['boss@shop.example']);
    const changed = new URL(url);
    changed.searchParams.set('token', `${changed.searchParams.get('token')?.slice(0, -4)}AAAA`);
    expect((await fetch(changed, { method: 'POST' })).status).toBe(404);
    expect(await readers(body.id)).toEqual(['boss@shop.example']);

    const ended = {
      before: { settings: { to: settings.to } },
      after: { settings: { to: ['boss@shop.example'] } },
    };
    const log = () => ringtrail.api<{ data: object[] }>('GET', '/v1/audit?kind=reader&hasChanges=true');
    await expect.poll(async () => (await log()).body.data.length).toBe(1);
    expect((await log()).body.data).toMatchObject([
      {
        ...{ key: body.id, name: 'owner@shop.example', provider: shop.provider },
        ...{ method: 'POST', route: '/unsubscribe', query: {}, changes: [{ kind: 'consumers', ...ended }] },
      },
    ]);
  });

  it.each([
    ['de', 'Anrufe von Test provider', 'beenden?'],
    ['es', 'Llamadas de Test provider', '¿Dejar'],
  ])(
    'is in the language %s of its settings, as is the page that ends it',
    async (language, subject, question) => {
      const to = `${language}@shop.example`;
      const { body } = await create({ consoleUrl: ringtrail.url, language, to: [to] });
      expect((await ringtrail.api('POST', `/v1/consumers/${body.id}/test`)).body).toMatchObject({ ok: true });
      const mail = await smtp.next(to);
      expect(mail.text).toContain(subject);
      expect(mail.html).toContain(`<html lang="${language}">`);
      const [url = ''] = /http\S+unsubscribe\S+/.exec(mail.text) ?? [];
      expect(await (await fetch(url)).text()).toContain(question);
    },
  );

  it('needs somebody who may read reports, a day of the week, and a reader', async () => {
    const key = await ringtrail.api<{ secret: string }>('POST', '/v1/keys', {
      body: { name: 'Blind', scopes: ['consumers:write', 'setup:read'] },
    });
    const refused = await Promise.all([create({}, key.body.secret), create({ day: 9 }), create({ to: [] })]);
    expect(refused.map(({ status }) => status)).toEqual([400, 400, 400]);
    expect(refused.map(({ text }) => /"pointer":"(.+?)"/.exec(text)?.[1])).toEqual([
      ...['/kind', '/settings/day', '/settings/to'],
    ]);
  });
});
