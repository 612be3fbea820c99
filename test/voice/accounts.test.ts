import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CARRIERS, type Carrier } from '../../src/domain/model.ts';
import { SIMULATED } from '../../tools/simulator/carriers.ts';
import { type CallPlan, playCall } from '../../tools/simulator/play-call.ts';
import { newTelnyxKeys } from '../../tools/simulator/telnyx-call.ts';
import { askNumber } from '../support/allocations.ts';
import { attributionOf, callOf } from '../support/records.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { nextNumber, type SetUp, setUpProvider } from '../support/setup-provider.ts';

const telnyx = [newTelnyxKeys(), newTelnyxKeys()] as const;
/** The signing secrets of two accounts of each carrier. */
const SECRETS: Readonly<Record<Carrier, readonly [string, string]>> = {
  twilio: ['twilio-1', 'twilio-2'],
  signalwire: ['signalwire-1', 'signalwire-2'],
  telnyx: [telnyx[0].secret, telnyx[1].secret],
  plivo: ['plivo-1', 'plivo-2'],
  vonage: ['vonage-1', 'vonage-2'],
  bandwidth: ['user:one', 'other:two'],
};

let ringtrail: Ringtrail;
let shop: SetUp;
beforeAll(async () => {
  ringtrail = await startRingtrail({
    env: {
      TWILIO_AUTH_TOKEN: SECRETS.twilio.join(','),
      SIGNALWIRE_SIGNING_KEY: SECRETS.signalwire.join(','),
      TELNYX_PUBLIC_KEY: telnyx.map(({ publicKey }) => publicKey).join(','),
      PLIVO_AUTH_TOKEN: SECRETS.plivo.join(','),
      VONAGE_SIGNATURE_SECRET: SECRETS.vonage.join(','),
      BANDWIDTH_CREDENTIALS: SECRETS.bandwidth.join(','),
    },
  });
  shop = await setUpProvider(ringtrail.api, { sites: 2, threshold: 1000, reserve: 0 });
});
afterAll(() => ringtrail.stop());

function play(carrier: Carrier, secret: string, to: string, more: Partial<CallPlan> = {}) {
  return playCall(SIMULATED[carrier], {
    ...{ localUrl: ringtrail.url, publicUrl: ringtrail.publicUrl, secret, from: '+12125550100', to },
    ...{ outcomes: ['answered'], ringSeconds: 4, talkSeconds: 42, ...more },
  });
}

async function addNumber(carrier: Carrier, number: string): Promise<string> {
  const { body, status, text } = await ringtrail.api<{ data: { id: string }[] }>('POST', '/v1/numbers', {
    body: { pool: shop.pool, carrier, numbers: [number] },
  });
  expect(status, text).toBe(201);
  return body.data[0]?.id ?? '';
}

describe.each(CARRIERS)('%s', (carrier) => {
  it('is accepted with the secret of either account, and with no other', async () => {
    const number = nextNumber();
    await addNumber(carrier, number);
    for (const secret of SECRETS[carrier]) {
      const { carrierCallId, exchanges } = await play(carrier, secret, number);
      expect(exchanges.filter(({ status }) => status >= 300)).toEqual([]);
      await expect
        .poll(() => callOf(ringtrail.api, carrierCallId))
        .toMatchObject({ carrier, to: number, outcome: 'answered', talkSeconds: 42 });
    }
    const forged = await play(carrier, SECRETS[carrier][0], number, { faults: { badSignature: true } });
    expect(forged.exchanges.map(({ status }) => status)).toEqual([403]);
  });
});

describe('a number under two carriers', () => {
  const visitor = async (session: string) => (await askNumber(ringtrail.api, shop, session)).body.number;

  it('is shown to one visitor at a time, who gets its calls by either carrier', async () => {
    const before = new Set(await Promise.all(Array.from({ length: 16 }, (_, i) => visitor(`before-${i}`))));
    const number = nextNumber();
    const ids = [await addNumber('twilio', number), await addNumber('plivo', number)];
    expect(await visitor('new')).toBe(number);
    expect(before.has(number)).toBe(false);
    expect(await visitor('another'), 'the pool has it once').toBeNull();
    const callIds: string[] = [];
    for (const carrier of ['twilio', 'plivo'] as const) {
      const { carrierCallId } = await play(carrier, SECRETS[carrier][1], number);
      callIds.push(carrierCallId);
      expect(await attributionOf(ringtrail.api, carrierCallId)).toMatchObject({ session: 'new' });
      expect(await callOf(ringtrail.api, carrierCallId)).toMatchObject({ carrier, resolution: 'live' });
    }
    expect(new Set(callIds).size).toBe(2);

    // The number was ported away from one carrier. The visitor's link stays.
    await ringtrail.api('DELETE', `/v1/numbers/${ids[0]}`);
    expect(await visitor('new')).toBe(number);
    await ringtrail.api('DELETE', `/v1/numbers/${ids[1]}`);
    expect(await visitor('new')).not.toBe(number);
  });

  it('is looked up for each carrier separately', async () => {
    const number = nextNumber();
    await addNumber('telnyx', number);
    const { exchanges } = await play('signalwire', SECRETS.signalwire[0], number);
    expect(exchanges[0]?.body).toContain('not in service');
    const known = await play('telnyx', SECRETS.telnyx[0], number);
    expect(known.exchanges[0]?.body).toContain(shop.endpointNumber);
  });
});
