import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../src/domain/delivery.ts';
import { type Answer, type Double, startDouble } from '../support/consumers/double.ts';
import {
  anotherDouble,
  anotherRig,
  double,
  rig,
  useRigAndDouble,
} from '../support/consumers/rig-and-double.ts';

const CALLS = 5;
const HOUR_MS = 3_600_000;

useRigAndDouble();

/** Fails `times` times for each message, then accepts it. */
function failing(times: number, fail: Answer): Answer {
  const seen = new Map<string, number>();
  return (received, response, request) => {
    const id = String(received.headers['webhook-id']);
    const before = seen.get(id) ?? 0;
    seen.set(id, before + 1);
    return before < times ? fail(received, response, request) : { status: 200, body: { ok: true } };
  };
}

const hangs: Answer = () => undefined;
const breaksOff: Answer = (_received, response) => void response.socket?.destroy();
const talksNonsense: Answer = (_received, response) => void response.socket?.end('SMTP 220 hello\r\n\r\n');
const halts: Answer = (_received, response) => {
  response.writeHead(500).write('and then');
  return undefined;
};
const answers =
  (status: number, headers = {}) =>
  (): { status: number; headers: Record<string, string> } => ({
    status,
    headers,
  });
const redirects = answers(302, { Location: 'http://169.254.169.254/latest/meta-data/' });

/** Sets up a webhook and adds calls. Returns the consumer's id. */
async function addCalls(consumer: Record<string, unknown> = {}): Promise<string> {
  const id = await rig.consumer({ kind: 'webhook', settings: { url: double.url }, ...consumer });
  for (let i = 0; i < CALLS; i++) await rig.addCall();
  return id;
}

/** Returns how often each message was accepted. */
function taken(received: Double['received'], isTaken: (index: number) => boolean): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [i, { headers }] of received.entries()) {
    const id = String(headers['webhook-id']);
    if (isTaken(i)) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

function expectArrivedOnce(deliveries: Delivery[], statuses: (number | null)[]): void {
  expect(deliveries).toHaveLength(CALLS);
  for (const delivery of deliveries) {
    expect(delivery).toMatchObject({ state: 'delivered', reason: null, nextTryAt: null });
    expect(delivery.attempts.map(({ status }) => status)).toEqual(statuses);
    // Once, by the stored delivery and by the consumer's requests: only the last request with this id was accepted.
    const same = double.received.filter(({ headers }) => headers['webhook-id'] === delivery.id);
    expect(same).toHaveLength(statuses.length);
    expect(new Set(same.map(({ body }) => body)).size, 'the same words each time').toBe(1);
  }
}

describe('a consumer that fails for a while gets each call once', () => {
  it.each<[string, Answer, number | null]>([
    ['hangs', hangs, null],
    ['breaks off', breaksOff, null],
    ['talks nonsense', talksNonsense, null],
    ['halts within a 500', halts, 500],
    ['answers 500', answers(500), 500],
    ['answers 404', answers(404), 404],
    ['answers 503', answers(503), 503],
    ['redirects', redirects, 302],
  ])(
    'when it %s',
    async (_name, fail, status) => {
      if (fail === hangs || fail === halts) await anotherRig({ timeoutMs: 2000 });
      double.answer = failing(2, fail);
      const id = await addCalls();
      await rig.untilNothingIsDue();
      expectArrivedOnce(await rig.deliveriesOf(id), [status, status, 200]);
    },
    60_000,
  );

  it('when nothing listens at its address', async () => {
    const { url } = double;
    await double.stop();
    const id = await addCalls();
    await rig.round();
    for (const delivery of await rig.deliveriesOf(id))
      expect(delivery).toMatchObject({ state: 'waiting', reason: { code: 'no_connection' }, tries: 1 });
    await anotherDouble();
    await rig.consumers.change(id, { settings: { url: double.url } });
    expect(double.url).not.toBe(url);
    await rig.untilNothingIsDue();
    expectArrivedOnceAfter(await rig.deliveriesOf(id));
  });

  function expectArrivedOnceAfter(deliveries: Delivery[]): void {
    expect(deliveries.map(({ state }) => state)).toEqual(Array(CALLS).fill('delivered'));
    expect(taken(double.received, () => true)).toEqual(new Map(deliveries.map(({ id }) => [id, 1])));
  }

  it('when it answers with a gigabyte, which the worker does not hold in memory', async () => {
    const piece = Buffer.alloc(1_000_000, 'x');
    let mostWritten = 0;
    double.answer = (_received, response) => {
      let written = 0;
      const write = () => {
        while (written < 1000 && !response.destroyed) {
          written += 1;
          mostWritten = Math.max(mostWritten, written);
          if (!response.write(piece)) return void response.once('drain', write);
        }
        response.end();
      };
      write();
      return undefined;
    };
    const id = await addCalls();
    await rig.untilNothingIsDue();
    expectArrivedOnce(await rig.deliveriesOf(id), [200]);
    const [first] = await rig.deliveriesOf(id);
    expect(first?.attempts[0]?.answer).toHaveLength(2000);
    expect(mostWritten, 'megabytes that were sent before the connection was closed').toBeLessThan(50);
  });
});

describe('a consumer that always fails has a dead delivery with a reason for each call', () => {
  it.each<[string, Answer, string]>([
    ['hangs', hangs, 'no_answer'],
    ['answers 500', answers(500), 'status_500'],
    ['redirects', redirects, 'status_302'],
  ])('when it %s', async (_name, fail, code) => {
    double.answer = fail;
    // It never answers, so a busy machine makes no difference.
    await anotherRig(fail === hangs ? { timeoutMs: 50 } : {});
    const id = await addCalls();
    await rig.untilNothingIsDue();
    const deliveries = await rig.deliveriesOf(id);
    expect(deliveries).toHaveLength(CALLS);
    for (const delivery of deliveries) {
      expect(delivery).toMatchObject({ state: 'dead', reason: { code }, tries: 10, nextTryAt: null });
      expect(delivery.reason?.detail).toContain('Given up after 10 attempts.');
      const took = Date.parse(delivery.attempts[9]?.at ?? '') - Date.parse(delivery.attempts[0]?.at ?? '');
      expect(took / HOUR_MS).toBeGreaterThan(75);
      expect(took / HOUR_MS).toBeLessThan(91);
    }
  });
});

describe('a consumer', () => {
  it('that sends Retry-After gets nothing before that time', async () => {
    double.answer = failing(1, answers(429, { 'Retry-After': '900' }));
    const id = await addCalls();
    const began = rig.now().getTime();
    await rig.round();
    const seen = double.received.length;
    expect(seen).toBeLessThanOrEqual(CALLS);
    // A new call waits too, although it was never refused.
    await rig.addCall();
    rig.advance(899_000);
    await rig.round();
    expect(double.received).toHaveLength(seen);
    expect((await rig.consumers.show(await rig.consumers.found(id))).state).toBe('slowed');
    rig.advance(2000);
    await rig.untilNothingIsDue();
    const deliveries = await rig.deliveriesOf(id);
    expect(deliveries.map(({ state }) => state)).toEqual(Array(CALLS + 1).fill('delivered'));
    for (const { attempts, deliveredAt } of deliveries) {
      expect(attempts.length).toBeLessThanOrEqual(2);
      expect(Date.parse(deliveredAt ?? '') - began).toBeGreaterThanOrEqual(900_000);
    }
    expect((await rig.consumers.show(await rig.consumers.found(id))).state).toBe('active');
  });

  it.each([502, 504])('that answers %s gets longer and longer pauses', async (status) => {
    double.answer = answers(status);
    const id = await rig.consumer({ kind: 'webhook', settings: { url: double.url } });
    const pauses: number[] = [];
    for (let i = 0; i < 4; i++) {
      // A new call each time, so that a delivery's own pauses do not count.
      await rig.addCall();
      await rig.round();
      const { slowed } = (await rig.store.progress.get(id)) ?? {};
      pauses.push(Date.parse(slowed?.until ?? '') - rig.now().getTime());
      rig.advance((pauses.at(-1) ?? 0) + 1);
    }
    expect(pauses).toEqual([5000, 10_000, 20_000, 40_000]);
    double.answer = answers(204);
    await rig.untilNothingIsDue();
    expect((await rig.store.progress.get(id))?.slowed).toBeNull();
  });

  it('that answers 410 gets nothing until it is enabled, and then everything that waited', async () => {
    double.answer = answers(410);
    const id = await rig.consumer({ kind: 'webhook', inOrder: true, settings: { url: double.url } });
    for (let i = 0; i < CALLS; i++) await rig.addCall();
    await rig.round();
    expect(double.received).toHaveLength(1);
    expect((await rig.deliveriesOf(id)).map(({ state }) => state)).toEqual([
      'dead',
      ...Array(CALLS - 1).fill('waiting'),
    ]);
    const shown = await rig.consumers.show(await rig.consumers.found(id));
    expect(shown).toMatchObject({ state: 'disabled', disabled: { reason: expect.stringContaining('410') } });
    await rig.addCall();
    rig.advance(100 * HOUR_MS);
    await rig.round();
    expect(double.received).toHaveLength(1);

    double.answer = answers(204);
    await rig.consumers.change(id, { disabled: null });
    await rig.untilNothingIsDue();
    expect((await rig.deliveriesOf(id)).map(({ state }) => state)).toEqual([
      'dead',
      ...Array(CALLS).fill('delivered'),
    ]);
    await rig.store.deliveries.replay(id, { states: ['dead'] }, rig.now().toISOString());
    await rig.untilNothingIsDue();
    expect((await rig.deliveriesOf(id))[0]).toMatchObject({ state: 'delivered', tries: 1 });
    expect(double.received.at(-1)?.headers['webhook-id']).toBe(double.received[0]?.headers['webhook-id']);
  });

  it('with inOrder gets its calls in order although attempts fail', async () => {
    double.answer = failing(2, answers(500));
    const id = await addCalls({ inOrder: true });
    await rig.untilNothingIsDue();
    const taken = double.received.filter((_one, i) => i % 3 === 2);
    const inOrder = (await rig.deliveriesOf(id)).map((delivery) => delivery.id);
    expect(double.received).toHaveLength(3 * CALLS);
    expect(taken.map(({ headers }) => headers['webhook-id'])).toEqual(inOrder);
    expect(taken.map(({ body }) => JSON.parse(body).data.call.id)).toEqual(
      Array.from({ length: CALLS }, (_, i) => `call_${i + 1}`),
    );
  });

  it('that hangs has at most eight attempts under way and does not hold up others', async () => {
    await anotherRig({ timeoutMs: 2000 });
    const other = await startDouble();
    double.answer = hangs;
    const hanging = await rig.consumer({ kind: 'webhook', settings: { url: double.url } });
    const good = await rig.consumer({ kind: 'webhook', settings: { url: other.url } });
    for (let i = 0; i < 30; i++) await rig.addCall();
    await rig.fanOut();
    expect([...rig.jobs.values()]).toHaveLength(16);
    const states = async (id: string) => new Set((await rig.deliveriesOf(id)).map(({ state }) => state));
    while ((await states(good)).has('waiting')) await rig.tryAll();
    expect(await states(good)).toEqual(new Set(['delivered']));
    expect(await states(hanging)).toEqual(new Set(['waiting']));
    expect(other.received).toHaveLength(30);
    await other.stop();
  });
});
