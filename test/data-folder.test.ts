import { readdirSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askNumber } from './support/allocations.ts';
import { type Double, startDouble } from './support/consumers/double.ts';
import { eventually } from './support/eventually.ts';
import { FORMER_FOLDERS, unpackFormerFolder } from './support/former-folder.ts';
import { callOf, type PageOf } from './support/records.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import type { SetUpSite } from './support/setup-provider.ts';
import { dialled, newCallSid, postWebhook, VOICE } from './support/twilio.ts';

/** What the former version wrote down before it ended. */
type Expected = {
  env: Record<string, string>;
  /** Its answers to GET, by path. */
  answers: Record<string, PageOf<{ id: string }> | Record<string, unknown>>;
  pool: string;
  late: { to: string; endpoint: string };
  pinned: { to: string; endpoint: string };
  free: string[];
  site: SetUpSite;
  paused: { id: string; secret: string };
  readerKey: string;
  journalled: string;
};

const packed = readdirSync(FORMER_FOLDERS).filter((name) => name.endsWith('.tar.gz'));

describe.each(packed)('the data folder %s of a former version', (name) => {
  let dataDir: string;
  let expected: Expected;
  let ringtrail: Ringtrail;
  let double: Double;
  let answers: Expected['answers'];

  beforeAll(async () => {
    dataDir = await unpackFormerFolder(name);
    expected = JSON.parse(await readFile(join(dataDir, 'expected.json'), 'utf8'));
    double = await startDouble();
    // The longest that there is: the folder grows old, and its audit entries must not end.
    ringtrail = await startRingtrail({ dataDir, env: { ...expected.env, AUDIT_DAYS: '3650' } });
    answers = {};
    for (const path of Object.keys(expected.answers))
      answers[path] = (await ringtrail.api<Expected['answers'][string]>('GET', path)).body;
  });
  afterAll(async () => {
    await ringtrail.stop();
    await double.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** The new answer to the path, as far as the former version knew of its records. */
  function known(path: string) {
    const [before, now] = [expected.answers[path], answers[path]];
    if (!isPage(before) || !isPage(now)) return { before, now };
    const ids = new Set(before.data.map(({ id }) => id));
    // Records that were replayed from the journal or asked for meanwhile are new; rows of a report have no id.
    return { before: before.data, now: now.data.filter(({ id }) => ids.has(id)) };
  }

  it('opens, and every record that it held is answered as before', () => {
    const paths = Object.keys(expected.answers);
    expect(paths.length).toBeGreaterThan(30);
    for (const path of paths) {
      const { before, now } = known(path);
      expect(now, path).toMatchObject(before ?? {});
    }
  });

  it('still takes the API key of its reader', async () => {
    const answer = await ringtrail.api('GET', '/v1/calls', { key: expected.readerKey });
    expect(answer.status).toBe(200);
  });

  it('replays the call event of its journal', async () => {
    // No event followed for an hour. The upkeep closes such a call as missed, sooner or later.
    expect([null, 'missed']).toContain((await callOf(ringtrail.api, expected.journalled)).outcome);
  });

  it('leads a late call and a call to a pinned number to the same endpoint', async () => {
    for (const { to, endpoint } of [expected.late, expected.pinned]) {
      const call = { CallSid: newCallSid(), From: '+12125550177', To: to, CallStatus: 'ringing' };
      const document = await postWebhook(ringtrail, VOICE, { AccountSid: `AC${'0'.repeat(32)}`, ...call });
      expect(dialled(document.text)?.number, to).toBe(endpoint);
    }
  });

  it('gives its free numbers to new visitors in the order in which they rested', async () => {
    const state = `/v1/pools/${expected.pool}/state`;
    // Upkeep ends the links that ran out while nothing ran. Right after the folder was made, they run out meanwhile.
    await eventually(
      async () =>
        (await ringtrail.api<{ numbers: { linked: number } }>('GET', state)).body.numbers.linked === 0,
    );
    const numbers: (string | null)[] = [];
    for (const [i] of expected.free.entries())
      numbers.push((await askNumber(ringtrail.api, expected.site, `new-${i}`)).body.number ?? null);
    expect(numbers).toEqual(expected.free);
  });

  it('sends the deliveries that waited, signed with the consumer’s former secret', async () => {
    const { id, secret } = expected.paused;
    const path = `/v1/consumers/${id}/deliveries`;
    const body = { paused: false, settings: { url: double.url } };
    expect((await ringtrail.api('PATCH', `/v1/consumers/${id}`, { body })).status).toBe(200);
    const waiting = expected.answers[path];
    if (!isPage(waiting)) throw new Error('the former version held no list of deliveries');
    await eventually(async () => {
      const { data } = (await ringtrail.api<PageOf<{ state: string }>>('GET', path)).body;
      return data.length >= waiting.data.length && data.every(({ state }) => state === 'delivered');
    });
    const sent = double.received.map(({ headers }) => headers['webhook-id']);
    expect(sent).toEqual(expect.arrayContaining(waiting.data.map(({ id }) => id)));
    const verify = new Webhook(secret);
    for (const { body, headers } of double.received)
      expect(() => verify.verify(body, headers as Record<string, string>)).not.toThrow();
  });
});

function isPage(answer: unknown): answer is PageOf<{ id: string }> {
  return typeof answer === 'object' && answer !== null && 'data' in answer && Array.isArray(answer.data);
}
