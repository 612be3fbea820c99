import { execFile } from 'node:child_process';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { offerOwnerLink } from '../src/start/owner-link.ts';
import { eventually } from './support/eventually.ts';
import { checkedLog } from './support/log-lines.ts';
import { ALONE, dataFolder, type Ringtrail, startRingtrail } from './support/ringtrail.ts';

const PASSWORD = 'nine grey gulls over the pier';
const OLE = { email: 'ole@agency.example', name: 'Ole Lund' };
const script = fileURLToPath(new URL('../scripts/ringtrail.mjs', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await dataFolder();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const start = () => startRingtrail({ dataDir: folder, env: { DEMO: 'on', LOG_LEVEL: 'trace' } });
const savedLink = () => readFile(join(folder, 'owner-link'), 'utf8').catch(() => null);
const ticketIn = (link: string | null) => new URL(link?.trim() ?? 'no:link').hash.slice(1);
const use = ({ api }: Ringtrail, ticket: string, more: object = {}) =>
  api('POST', '/v1/tickets/use', { key: null, body: { ticket, password: PASSWORD, ...OLE, ...more } });

describe('the first start', () => {
  it('leaves a link for the owner that works once, and the next start leaves another one', async () => {
    const first = await start();
    await eventually(savedLink);
    const firstLink = await savedLink();
    expect((await stat(join(folder, 'owner-link'))).mode & 0o777).toBe(0o600);
    expect(firstLink).toMatch(/^http:\/\/localhost:\d+\/welcome#owner\.\w{40}\n$/);
    // Everything that is printed may be a log.
    await eventually(() =>
      first.output().includes(`Owner       a one-time link is in ${join(folder, 'owner-link')}`),
    );
    expect(first.output()).not.toContain(ticketIn(firstLink));
    expect((await first.api('GET', '/v1/sign-in', { key: null })).body).toMatchObject({ isSetUp: false });
    await first.stop();

    const second = await start();
    await eventually(() => second.output().includes('is running'));
    expect((await use(second, ticketIn(firstLink))).status).toBe(404);
    const { status, body } = await use(second, ticketIn(await savedLink()));
    expect(status).toBe(201);
    expect(body).toMatchObject({ ...OLE, role: 'owner', providers: null });
    expect((await second.api('GET', '/v1/sign-in', { key: null })).body).toMatchObject({ isSetUp: true });
    expect(second.output()).not.toContain(PASSWORD);
    await second.stop();
  });

  it('is the only one: once there is an owner, no start leaves a link, and a command makes one beside the running gateway', async () => {
    const third = await start();
    // The announcement comes after the link, which the gateway removes once it listens.
    await eventually(() => third.output().includes('is running'));
    expect(await savedLink()).toBeNull();
    expect(third.output()).not.toContain('Owner');
    const env = { ...ALONE, DATA_DIR: folder };
    const { stdout } = await promisify(execFile)(process.execPath, [script, 'owner-link'], { env });
    expect(stdout.startsWith(`${third.publicUrl}/welcome#owner.`)).toBe(true);
    const password = 'eight white swans at noon';
    expect((await use(third, ticketIn(stdout), { password })).body).toMatchObject(OLE);
    const signIn = (tried: string) =>
      third.api('POST', '/v1/session', { key: null, body: { email: OLE.email, password: tried } });
    expect((await signIn(PASSWORD)).status).toBe(401);
    expect((await signIn(password)).status).toBe(201);
    await third.stop();
  });
});

describe('the announcement of a start', () => {
  const offer = (isTerminal: boolean, make: () => Promise<string | null>) =>
    offerOwnerLink({ dataDir: folder, log: checkedLog(), isTerminal, make });

  it('shows the link itself at a terminal alone', async () => {
    expect(await offer(false, async () => 'the link')).toContain(folder);
    expect(await savedLink()).toBe('the link\n');
    expect(await offer(true, async () => 'the link')).toBe('the link');
    expect(await savedLink()).toBeNull();
  });

  it('comes without a link while the store is away', async () => {
    const away = async () => {
      throw new Error('away');
    };
    expect(await offer(true, away)).toBeNull();
  });
});
