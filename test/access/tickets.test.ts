import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { linkTo, OWNER_TO_BE, Tickets } from '../../src/access/tickets.ts';
import { type AccessRig, ADMIN_KEY, Browser, PASSWORD, startAccessRig } from '../support/access-rig.ts';

const DAY_MS = 86_400_000;
const NEW_PASSWORD = 'nine grey gulls over the pier';
const BEN = { email: 'ben@shop.example', name: 'Ben Stone', role: 'manager' };

let rig: AccessRig;
beforeAll(async () => {
  rig = await startAccessRig();
});
beforeEach(() => rig.clear());
afterAll(() => rig.stop());

const invite = (body: object = BEN, request: object = { key: ADMIN_KEY }) =>
  rig.send('post', '/v1/people', { body, ...request });
const ticketOf = (url: string) => new URL(url).hash.slice(1);
const read = (ticket: string) => rig.send('post', '/v1/tickets/read', { body: { ticket } });
const use = (ticket: string, body: object = {}, request: object = {}) =>
  rig.send('post', '/v1/tickets/use', { body: { ticket, password: NEW_PASSWORD, ...body }, ...request });
const signIn = (email: string, password: string) => rig.signIn({ email, password });

describe('an invitation', () => {
  it('is a link that works for a week, and signs the person in with the chosen password', async () => {
    const { status, body } = await invite();
    expect(status).toBe(201);
    expect(body).toMatchObject({ ...BEN, invitation: { expiresAt: '2026-03-08T12:00:00.000Z' } });
    expect(body.invitation.url).toMatch(/^http:\/\/localhost:8080\/welcome#per_\w+\.\w{40}$/);
    const ticket = ticketOf(body.invitation.url);
    expect((await read(ticket)).body).toEqual({
      ...{ purpose: 'invitation', email: BEN.email, name: BEN.name, expiresAt: '2026-03-08T12:00:00.000Z' },
    });
    const browser = new Browser();
    const used = await use(ticket, { name: 'Benjamin Stone' }, { browser });
    expect(used).toMatchObject({
      status: 201,
      body: { id: body.id, name: 'Benjamin Stone', role: 'manager' },
    });
    expect((await rig.send('get', '/v1/sessions', { browser })).body.data).toMatchObject([
      { way: 'ticket', isThis: true },
    ]);
    expect((await signIn(BEN.email, NEW_PASSWORD)).status).toBe(201);
  });

  it('outlives the data of Redis', async () => {
    const ticket = ticketOf((await invite()).body.invitation.url);
    await rig.redis.client.flushall();
    expect((await use(ticket)).status).toBe(201);
  });

  it('works once, also for two requests at the same moment', async () => {
    const ticket = ticketOf((await invite()).body.invitation.url);
    const answers = await Promise.all([use(ticket), use(ticket, { password: 'eight white swans at noon' })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 404]);
    expect((await read(ticket)).body).toMatchObject({ status: 404, code: 'not_found' });
  });

  it.each([
    ['expired', async () => rig.wait(7 * DAY_MS)],
    ['removed with its person', async (id: string) => rig.remove(id)],
    [
      'replaced by another one',
      async (id: string) => void (await rig.send('post', `/v1/people/${id}/invitation`, { key: ADMIN_KEY })),
    ],
  ])('that is %s does not work', async (_what, end) => {
    const { body } = await invite();
    await end(body.id);
    const ticket = ticketOf(body.invitation.url);
    expect((await read(ticket)).status).toBe(404);
    expect((await use(ticket)).status).toBe(404);
  });

  it('stays as it is when the password is refused', async () => {
    const ticket = ticketOf((await invite()).body.invitation.url);
    const refused = await use(ticket, { password: 'password1234' });
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer: '/password' }] } });
    expect(refused.text).not.toContain('password1234');
    expect((await use(ticket)).status).toBe(201);
  });

  it('for somebody who is there already begins without the second factor, and ends the sessions', async () => {
    const { id } = await rig.addPerson();
    const { codeNow } = await rig.addSecondFactor(id);
    const browser = new Browser();
    expect((await rig.signIn({ code: codeNow() }, { browser })).status).toBe(201);
    const { body } = await rig.send('post', `/v1/people/${id}/invitation`, { key: ADMIN_KEY });
    expect((await use(ticketOf(body.url))).body).toMatchObject({ id, hasSecondFactor: false });
    expect((await rig.send('get', '/v1/session', { browser })).status).toBe(401);
    expect((await rig.signIn({})).status).toBe(401);
  });

  it('is stored as a digest alone', async () => {
    const { body } = await invite();
    const [, word = ''] = ticketOf(body.invitation.url).split('.');
    expect(JSON.stringify(await rig.store.credentials.get(body.id))).not.toContain(word);
  });

  it('is the same in a repeated request of a signed-in person, and another one for somebody else', async () => {
    const [anna, ben] = [new Browser(), new Browser()];
    await rig.addPerson();
    await rig.addPerson({ email: 'owner@shop.example', name: 'Ole' });
    await rig.signIn({}, { browser: anna });
    await rig.signIn({ email: 'owner@shop.example' }, { browser: ben });
    const headers = { 'Idempotency-Key': 'one' };
    const first = await invite(BEN, { browser: anna, headers });
    expect(first.status).toBe(201);
    // Another program on the same host may set cookies.
    anna.cookies.set('other', 'word');
    expect((await invite(BEN, { browser: anna, headers })).body).toEqual(first.body);
    expect((await invite(BEN, { browser: ben, headers })).status).toBe(409);
  });
});

describe('a link for a new password', () => {
  it('works for an hour, and ends the sessions and the other links of the person', async () => {
    const { id, email } = await rig.addPerson();
    const browser = new Browser();
    await rig.signIn({}, { browser });
    const invitation = await rig.send('post', `/v1/people/${id}/invitation`, { key: ADMIN_KEY });
    const { body } = await rig.send('post', `/v1/people/${id}/password-reset`, { key: ADMIN_KEY });
    expect(body.expiresAt).toBe('2026-03-01T13:00:00.000Z');
    expect((await use(ticketOf(body.url))).status).toBe(201);
    expect((await rig.send('get', '/v1/session', { browser })).status).toBe(401);
    expect((await use(ticketOf(invitation.body.url))).status).toBe(404);
    expect((await signIn(email, PASSWORD)).status).toBe(401);
    expect((await signIn(email, NEW_PASSWORD)).status).toBe(201);
  });

  it('needs the second factor', async () => {
    const { id } = await rig.addPerson();
    const { codeNow } = await rig.addSecondFactor(id);
    const { body } = await rig.send('post', `/v1/people/${id}/password-reset`, { key: ADMIN_KEY });
    const ticket = ticketOf(body.url);
    expect((await use(ticket)).body.code).toBe('second_factor_required');
    expect((await use(ticket, { code: '000000' })).body.code).toBe('sign_in_failed');
    expect((await use(ticket, { code: codeNow() })).body).toMatchObject({ id, hasSecondFactor: true });
  });

  it('ends the waits after guesses', async () => {
    const { id, email } = await rig.addPerson();
    for (let i = 0; i < 8; i++) await signIn(email, 'a wrong password');
    expect((await signIn(email, PASSWORD)).status).toBe(429);
    const { body } = await rig.send('post', `/v1/people/${id}/password-reset`, { key: ADMIN_KEY });
    expect((await use(ticketOf(body.url))).status).toBe(201);
    expect((await signIn(email, NEW_PASSWORD)).status).toBe(201);
  });
});

describe('POST /v1/password-resets', () => {
  const request = (email: string, more: object = {}) =>
    rig.send('post', '/v1/password-resets', { body: { email }, ...more });

  it('answers the same for everybody', async () => {
    await rig.addPerson();
    for (const email of ['anna@shop.example', 'nobody@shop.example'])
      for (let i = 0; i < 5; i++) expect(await request(email)).toMatchObject({ status: 202, text: '' });
  });

  it('is limited for a network', async () => {
    for (let i = 0; i < 30; i++) expect((await request(`p${i}@shop.example`)).status).toBe(202);
    const refused = await request('q@shop.example');
    expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '3600' } });
    expect((await request('q@shop.example', { address: '203.0.113.1' })).status).toBe(202);
  });
});

describe('the link of the owner', () => {
  const ownerTicket = async () => {
    const tickets = new Tickets(rig.store.credentials, () => new Date(rig.clock.now));
    return ticketOf(
      linkTo('http://localhost:8080', await tickets.make(OWNER_TO_BE, 'owner', tickets.endOf('owner'))),
    );
  };
  const OLE = { email: 'ole@agency.example', name: 'Ole Lund' };

  it('makes the owner of the installation', async () => {
    const ticket = await ownerTicket();
    expect((await read(ticket)).body).toMatchObject({ purpose: 'owner', email: null, name: null });
    expect((await use(ticket)).body).toMatchObject({ status: 400, errors: [{ pointer: '/email' }] });
    const { status, body } = await use(ticket, OLE);
    expect(status).toBe(201);
    expect(body).toMatchObject({ ...OLE, role: 'owner', providers: null });
    expect((await use(ticket, OLE)).status).toBe(404);
    expect((await signIn(OLE.email, NEW_PASSWORD)).status).toBe(201);
  });

  it('makes one owner of two requests at the same moment', async () => {
    const ticket = await ownerTicket();
    const answers = await Promise.all([
      use(ticket, OLE),
      use(ticket, { ...OLE, email: 'mia@agency.example' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 404]);
    expect(rig.directory.count('people')).toBe(1);
  });

  it('lets an owner in who has lost the password and the second factor', async () => {
    const { id, email } = await rig.addPerson({ role: 'owner' });
    await rig.addSecondFactor(id);
    const { body } = await use(await ownerTicket(), { email, name: 'Anna Berg' });
    expect(body).toMatchObject({ id, role: 'owner', hasSecondFactor: false });
  });

  it('of an earlier start does not work any more', async () => {
    const [first, second] = [await ownerTicket(), await ownerTicket()];
    expect((await use(first, OLE)).status).toBe(404);
    expect((await use(second, OLE)).status).toBe(201);
  });
});

describe('one-time links', () => {
  it('cannot be guessed by the dozen from one network', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 21; i++) statuses.push((await read(`per_x.guess${i}`)).status);
    expect(statuses).toEqual([...Array(20).fill(404), 429]);
  });

  it('are not used by a page elsewhere', async () => {
    const ticket = ticketOf((await invite()).body.invitation.url);
    expect((await use(ticket, {}, { headers: { Origin: 'https://evil.example' } })).status).toBe(403);
  });
});

it('no line of the log holds a password or a ticket', () => {
  const text = rig.lines.join('\n');
  for (const secret of [NEW_PASSWORD, PASSWORD, 'welcome#']) expect(text).not.toContain(secret);
});
