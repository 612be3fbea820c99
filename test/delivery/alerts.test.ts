import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playCall } from '../../tools/simulator/play-call.ts';
import { twilioCall } from '../../tools/simulator/twilio-call.ts';
import { type Double, startDouble } from '../support/consumers/double.ts';
import { double, rig, useRigAndDouble } from '../support/consumers/rig-and-double.ts';
import { eventually } from '../support/eventually.ts';
import { provider } from '../support/examples.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { setUpProvider } from '../support/setup-provider.ts';
import { startSmtp } from '../support/smtp.ts';

const MARKUP = '<script>alert(1)</script> & <!channel> *bold*';
const CALLER = '+13125550143';

describe('an alert of Slack or Teams', () => {
  useRigAndDouble();
  const missed = { outcome: 'missed' as const, talkSeconds: 0, from: CALLER };
  const paid = { channel: 'Paid Search' as const, source: 'google', campaign: MARKUP };

  const alert = (kind: 'slack' | 'teams', settings: Record<string, unknown>) =>
    rig.consumer({ kind, settings, credentials: { url: double.url } });

  it('is sent of the calls that it is about, and of no other', async () => {
    const about = async (what: string) => {
      const consumer = await alert('slack', { about: what });
      return async () => (await rig.deliveriesOf(consumer)).map(({ state }) => state);
    };
    const [ads, any, voicemails, all] = await Promise.all(
      ['ad_call_missed', 'missed_call', 'voicemail', 'any_call'].map(about),
    );
    await rig.addCall({ call: missed });
    await rig.addCall({ call: missed, attribution: { to: 'bucket', ...paid } });
    await rig.addCall({ attribution: { to: 'bucket', ...paid } });
    await rig.addCall({ call: { outcome: 'voicemail', from: CALLER } });
    await rig.addCall({ call: { outcome: 'blocked', talkSeconds: 0, from: CALLER } });
    await rig.round();
    const [no, yes] = ['skipped', 'delivered'];
    expect(await ads?.()).toEqual([no, yes, no, no, no]);
    expect(await any?.()).toEqual([yes, yes, no, no, no]);
    expect(await voicemails?.()).toEqual([no, no, no, yes, no]);
    expect(await all?.()).toEqual([yes, yes, yes, yes, no]);
  });

  it.each(['slack', 'teams'] as const)(
    'says in plain words what happened, with a masked caller: %s',
    async (kind) => {
      await alert(kind, { about: 'missed_call', consoleUrl: 'https://calls.example.com' });
      const call = await rig.addCall({
        call: missed,
        attribution: { to: 'bucket', confidence: 0.9, ...paid },
      });
      await rig.round();
      const [{ body } = { body: '' }] = double.received;
      expect(body).toContain('A missed call from an ad');
      expect(body).toContain(`https://calls.example.com/calls/${call}`);
      expect(body).toContain('0143');
      expect(body).not.toContain('3125550143');
    },
  );

  it('writes what a page chose as text: escaped where Slack reads markup, and in blocks without markup elsewhere', async () => {
    for (const kind of ['slack', 'teams'] as const) await alert(kind, { about: 'missed_call' });
    await rig.addCall({ call: missed, attribution: { to: 'bucket', ...paid } });
    await rig.round();
    const bodies = double.received.map(({ body }) => JSON.parse(body));
    const chat = bodies.find((one) => 'blocks' in one);
    expect(chat.text).toContain('&lt;!channel&gt;');
    expect(chat.text).not.toContain('<!channel>');
    expect(chat.blocks[1].text).toMatchObject({
      type: 'plain_text',
      text: expect.stringContaining(MARKUP),
    });
    const card = bodies.find((one) => 'attachments' in one).attachments[0].content;
    const types = card.body.map(({ type }: { type: string }) => type);
    expect(new Set(types)).toEqual(new Set(['RichTextBlock']));
  });

  it('is sent once of a call, also after a failure, a killed worker and a correction', async () => {
    const consumer = await alert('slack', { about: 'missed_call' });
    double.answer = () => ({ status: 500 });
    const call = await rig.addCall({ call: missed });
    await rig.round();
    let taken = 0;
    double.answer = () => ({ status: 200, body: ++taken });
    rig.restart();
    await rig.untilNothingIsDue();
    await rig.changeEnd(call, { talkSeconds: 1 });
    await rig.untilNothingIsDue();
    expect(taken).toBe(1);
    expect((await rig.deliveriesOf(consumer)).map(({ state, reason }) => [state, reason?.code])).toEqual([
      ['delivered', undefined],
      ['skipped', 'counted'],
    ]);
  });

  it('is given up a day after the call, and names its secret address nowhere', async () => {
    double.answer = () => ({ status: 500 });
    const consumer = await alert('teams', { about: 'missed_call' });
    await rig.addCall({ call: missed });
    await rig.untilNothingIsDue();
    const deliveries = await rig.deliveriesOf(consumer);
    expect(deliveries.map(({ state, reason }) => [state, reason?.code])).toEqual([['dead', 'too_late']]);
    const shown = await rig.consumers.show(await rig.consumers.found(consumer));
    expect(JSON.stringify([shown, deliveries])).not.toContain(double.url);
  });

  it('becomes one message for a burst in the quiet time, of which no call is lost or named twice', async () => {
    const consumer = await alert('slack', { about: 'missed_call', quietMinutes: 10 });
    const call = (n: number) => rig.addCall({ call: { ...missed, from: `+1312555010${n}` } });
    await call(1);
    await rig.round();
    await call(2);
    const third = await call(3);
    await rig.round();
    expect(double.received).toHaveLength(1);
    rig.advance(10 * 60_000);
    double.answer = () => ({ status: 500 });
    await rig.round();
    double.answer = () => ({ status: 200 });
    await call(4);
    rig.restart();
    await rig.untilNothingIsDue();
    expect(double.received).toHaveLength(3);
    const { text } = JSON.parse(double.received[2]?.body ?? '');
    expect(text).toContain('and 2 more');
    for (const n of [2, 3, 4]) expect(text.split(`010${n}`), `call ${n}`).toHaveLength(2);
    await rig.changeEnd(third, { talkSeconds: 1 });
    await rig.untilNothingIsDue();
    expect(double.received).toHaveLength(3);
    expect((await rig.deliveriesOf(consumer)).map(({ reason }) => reason?.code)).toEqual([
      ...[undefined, undefined, 'combined', 'combined', 'counted'],
    ]);
  });

  it('is sent of the first call of a campaign alone, also when many workers see its calls at once', async () => {
    const consumer = await alert('slack', { about: 'first_call_of_campaign' });
    const of = (campaign: string | null, to: 'bucket' | 'none' = 'bucket') =>
      rig.addCall({ attribution: { to, campaign } });
    await of('Spring');
    await of('Spring');
    await of(null);
    await of('Autumn', 'none');
    await rig.roundOfMany(3);
    await of('Spring');
    await of('Autumn');
    rig.restart();
    await rig.untilNothingIsDue();
    expect(double.received.map(({ body }) => /Spring|Autumn/.exec(body)?.[0])).toEqual(['Spring', 'Autumn']);
    expect(double.received[0]?.body).toContain('The first call of a campaign');
    const codes = (await rig.deliveriesOf(consumer)).map(({ reason }) => reason?.code);
    expect(codes).toEqual([
      ...[undefined, 'not_first', 'not_about', 'not_about'],
      ...['not_first', undefined],
    ]);
  });

  it('is not sent of a campaign that had a call before the alert, or whose first call ends later', async () => {
    await rig.addCall({ attribution: { to: 'bucket', campaign: 'Old' } });
    await alert('slack', { about: 'first_call_of_campaign' });
    await rig.addCall({ attribution: { to: 'bucket', campaign: 'Old' } });
    await rig.round();
    expect(double.received).toHaveLength(0);
    const began = rig.now();
    rig.advance(60_000);
    await rig.addCall({ attribution: { to: 'bucket', campaign: 'New' } });
    await rig.round();
    await rig.addCall({ call: { at: began }, attribution: { to: 'bucket', campaign: 'New', at: began } });
    await rig.round();
    expect(double.received).toHaveLength(1);
  });

  it('is sent by a webhook that is about the same, after a worker has died in the attempt', async () => {
    const settings = { url: double.url, about: 'first_call_of_campaign' };
    const consumer = await rig.consumer({ kind: 'webhook', settings });
    const first = await rig.addCall({ attribution: { to: 'bucket', campaign: 'Spring' } });
    double.answer = () => ({ status: 500 });
    await rig.round();
    double.answer = () => ({ status: 200 });
    rig.restart();
    await rig.addCall({ attribution: { to: 'bucket', campaign: 'Spring' } });
    await rig.untilNothingIsDue();
    const delivered = (await rig.deliveriesOf(consumer)).filter(({ state }) => state === 'delivered');
    expect(delivered.map(({ call }) => call)).toEqual([first]);
  });

  it('has times in the time zone of the provider', async () => {
    rig.directory.put('providers', { ...provider('prov_1'), timeZone: 'Asia/Kolkata' });
    await alert('slack', { about: 'missed_call' });
    await rig.addCall({ call: missed });
    await rig.round();
    expect(double.received[0]?.body).toContain('When: 2026-03-02 14:30 Asia/Kolkata');
  });

  it('can be tested', async () => {
    const consumer = await alert('slack', { about: 'missed_call' });
    expect(await rig.trial(await rig.consumers.found(consumer))).toMatchObject({ ok: true });
    expect(double.received[0]?.body).toContain('A test from Ringtrail');
  });
});

describe('an alert by mail', () => {
  let smtp: Awaited<ReturnType<typeof startSmtp>>;
  let ringtrail: Ringtrail;
  let chat: Double;
  let shop: Awaited<ReturnType<typeof setUpProvider>>;
  beforeAll(async () => {
    [smtp, chat] = await Promise.all([startSmtp(), startDouble()]);
    ringtrail = await startRingtrail({ env: { SMTP_URL: smtp.url, MAIL_FROM: 'alerts@ringtrail.example' } });
    shop = await setUpProvider(ringtrail.api);
  });
  afterAll(async () => {
    await ringtrail.stop();
    await Promise.all([smtp.stop(), chat.stop()]);
  });

  const settings = {
    about: 'missed_call',
    to: ['owner@shop.example'],
    consoleUrl: 'https://calls.example.com',
  };
  const create = (body: object, key?: string) =>
    ringtrail.api<{ id: string }>('POST', '/v1/consumers', {
      body: { provider: shop.provider, name: 'The owner', ...body },
      ...(key !== undefined && { key }),
    });

  it('comes when a call is missed, also when the mail server refused it at first', async () => {
    const { status, body } = await create({ kind: 'email', settings });
    expect(status).toBe(201);
    smtp.refuse(1);
    await playCall(twilioCall, {
      ...{ localUrl: ringtrail.url, publicUrl: ringtrail.publicUrl, secret: ringtrail.twilioToken },
      ...{ from: CALLER, to: shop.numbers[0] ?? '', ringSeconds: 20, talkSeconds: 0 },
      outcomes: ['no-answer'],
    });
    await eventually(async () => {
      const { body: page } = await ringtrail.api<{ data: { tries: number }[] }>(
        'GET',
        `/v1/consumers/${body.id}/deliveries`,
      );
      return page.data[0]?.tries === 1;
    });
    const mail = await smtp.next('owner@shop.example');
    expect(mail.headers).toContain('A missed call');
    expect(mail.text).toMatch(/Caller: \S+ ?0143/);
    expect(mail.text).toContain('https://calls.example.com/calls/call_');
    expect(mail.html).toContain('Open the call</a>');
  });

  it('can be tested, needs somebody who may see callers to write them, and a public address of a chat', async () => {
    const { body } = await create({ kind: 'email', settings: { ...settings, to: ['test@shop.example'] } });
    const tried = await ringtrail.api('POST', `/v1/consumers/${body.id}/test`);
    expect(tried.body).toMatchObject({ ok: true });
    expect((await smtp.next('test@shop.example')).headers).toContain('A test from Ringtrail');

    const key = await ringtrail.api<{ secret: string }>('POST', '/v1/keys', {
      body: { name: 'Blind', scopes: ['consumers:read', 'consumers:write', 'setup:read'] },
    });
    const blind = await create(
      { kind: 'email', settings: { ...settings, withCaller: true } },
      key.body.secret,
    );
    expect([blind.status, blind.text]).toEqual([400, expect.stringContaining('/settings/withCaller')]);
    const inside = await create({
      kind: 'slack',
      settings: { about: 'missed_call' },
      credentials: { url: chat.url },
    });
    expect([inside.status, inside.text]).toEqual([400, expect.stringContaining('/credentials/url')]);
  });

  it('is refused where there is no mail server', async () => {
    const plain = await startRingtrail();
    const { provider } = await setUpProvider(plain.api);
    const answer = await plain.api('POST', '/v1/consumers', {
      body: { provider, name: 'The owner', kind: 'email', settings },
    });
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('SMTP_URL')]);
    await plain.stop();
  });
});
