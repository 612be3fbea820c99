import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AccessRig, ADMIN_KEY, startAccessRig } from '../support/access-rig.ts';
import { eventually } from '../support/eventually.ts';
import { SMTP_PASSWORD, startSmtp } from '../support/smtp.ts';

const NEW_PASSWORD = 'nine grey gulls over the pier';
const BEN = { email: 'ben@shop.example', name: 'Ben <b>Stöne</b>', role: 'viewer' };

let smtp: Awaited<ReturnType<typeof startSmtp>>;
let rig: AccessRig;
beforeAll(async () => {
  smtp = await startSmtp();
  rig = await startAccessRig(undefined, {
    mailServer: { url: smtp.url, from: 'Ringtrail <ringtrail@agency.example>' },
  });
});
beforeEach(async () => {
  for (const { id } of [...rig.directory.all('people')]) await rig.remove(id);
});
afterAll(async () => {
  await rig.stop();
  await smtp.stop();
});

const invite = () => rig.send('post', '/v1/people', { key: ADMIN_KEY, body: BEN });
const linkIn = (text: string) => /http:\/\/localhost:8080\/welcome#(\S+)/.exec(text)?.[1] ?? '';
const use = (ticket: string) =>
  rig.send('post', '/v1/tickets/use', { body: { ticket, password: NEW_PASSWORD } });

describe('with a mail server', () => {
  it('an invitation goes to the person, and not into the answer', async () => {
    const { body } = await invite();
    expect(body.invitation).toEqual({ expiresAt: '2026-03-08T12:00:00.000Z', url: null });
    const mail = await smtp.next(BEN.email);
    expect(mail.headers).toContain('From: Ringtrail <ringtrail@agency.example>');
    expect(mail.headers).toContain('Subject: Your invitation to Ringtrail (localhost:8080)');
    expect(mail.text).toContain(`Hello ${BEN.name},`);
    expect(mail.text).toMatch(/until Sunday,? 8 March 2026 at 12:00 UTC/);
    expect(mail.html).toContain('Hello Ben &#60;b&#62;Stöne');
    expect(mail.html).toContain(`href="http://localhost:8080/welcome#${linkIn(mail.text)}"`);
    expect((await use(linkIn(mail.text))).body).toMatchObject({ id: body.id, email: BEN.email });
  });

  it('a link for a new password goes to everybody with the address, and to nobody else', async () => {
    const anna = await rig.addPerson();
    const other = { ...anna, id: 'per_other', name: 'Anna at another client' };
    await rig.store.people.add(other);
    rig.directory.put('people', other);
    for (const email of ['nobody@shop.example', anna.email])
      expect((await rig.send('post', '/v1/password-resets', { body: { email } })).status).toBe(202);
    const mails = [await smtp.next(anna.email), await smtp.next(anna.email)];
    expect(mails.map(({ text }) => linkIn(text).split('.')[0]).sort()).toEqual([anna.id, other.id].sort());
    expect((await use(linkIn(mails[0]?.text ?? ''))).status).toBe(201);
    expect(smtp.mails).toEqual([]);
  });

  it('a person gets at most three links in an hour', async () => {
    const { email } = await rig.addPerson({ email: 'cleo@shop.example' });
    for (let i = 0; i < 6; i++) await rig.send('post', '/v1/password-resets', { body: { email } });
    for (let i = 0; i < 3; i++) await smtp.next(email);
    // The invitation behind them shows that no fourth one was queued.
    await invite();
    await smtp.next(BEN.email);
    expect(smtp.mails).toEqual([]);
  });

  it('a mail that the server refuses for now is sent again, with another link', async () => {
    smtp.refuse(1);
    const { body, headers } = await invite();
    await eventually(() => smtp.refusals === 0);
    const mail = await smtp.next(BEN.email);
    expect((await use(linkIn(mail.text))).body).toMatchObject({ id: body.id });
    const line = await eventually(() =>
      rig.lines.find((one) => one.includes('job failed and will be retried')),
    );
    expect(line).toContain(headers['x-request-id']);
  });

  it('a mail whose link would have expired is given up', async () => {
    const { id } = await rig.addPerson({ email: 'dora@shop.example' });
    smtp.refuse(1);
    await rig.send('post', `/v1/people/${id}/password-reset`, { key: ADMIN_KEY });
    await eventually(() => smtp.refusals === 0);
    rig.wait(3_600_000);
    await eventually(() => rig.lines.some((one) => one.includes('its link would have expired')));
    expect(smtp.mails).toEqual([]);
  });

  it('neither Redis nor the log ever holds a link or the password of the server', async () => {
    await invite();
    const mail = await smtp.next(BEN.email);
    const secrets = [linkIn(mail.text).split('.')[1] ?? '', SMTP_PASSWORD];
    const keys = await rig.redis.client.keys('{ringtrail}:mails:*');
    expect(keys.length).toBeGreaterThan(0);
    const held: unknown[] = [rig.lines];
    for (const key of keys)
      if ((await rig.redis.client.type(key)) === 'hash') held.push(await rig.redis.client.hgetall(key));
    for (const secret of secrets) expect(JSON.stringify(held)).not.toContain(secret);
  });
});
