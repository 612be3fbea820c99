import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { Authorizations } from '../../src/delivery/authorizations.ts';
import { Consumers } from '../../src/delivery/consumers.ts';
import type { Consumer } from '../../src/domain/consumer.ts';
import { RINGTRAIL, type Sender } from '../../src/domain/holder.ts';
import { openOutgoing } from '../../src/infra/outgoing.ts';
import { createSeal } from '../../src/infra/seal.ts';
import { Directory } from '../../src/registry/directory.ts';
import { dataManagerDouble } from '../support/consumers/data-manager-double.ts';
import type { Answer, Reply } from '../support/consumers/double.ts';
import { double, rig, useRigAndDouble } from '../support/consumers/rig-and-double.ts';

const PAGE = 'https://calls.agency.example/connected';
const MINUTE_MS = 60_000;
const outgoing = openOutgoing({ timeoutMs: 60_000, allowPrivate: true });

let authorizations: Authorizations;
/** What the platform answers to a code. */
let answerToCode: Reply;
let challenge: string;
useRigAndDouble();
beforeEach(() => {
  const { store, now } = rig;
  const consumers = new Consumers({ store, directory: new Directory(), allowPrivate: true, now });
  const seal = createSeal(['a word']);
  authorizations = new Authorizations({ consumers, send: outgoing.send, seal, now });
  answerToCode = {
    status: 200,
    body: { access_token: 'a', expires_in: 3600, refresh_token: 'refresh-token' },
  };
  const google = dataManagerDouble(now);
  double.answer = (received, response, request) => {
    const form = new URLSearchParams(received.body);
    if (form.get('grant_type') !== 'authorization_code') return google.answer(received, response, request);
    return codeAnswer(form) as ReturnType<Answer>;
  };
});

/** Answers as a token endpoint does: only a code of this client, page and verifier has tokens. */
function codeAnswer(form: URLSearchParams): Reply {
  const proof = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url');
  const isRight =
    form.get('code') === 'the-code' &&
    form.get('client_id') === 'client-id' &&
    form.get('client_secret') === 'client-secret' &&
    form.get('redirect_uri') === PAGE &&
    proof === challenge;
  return isRight ? answerToCode : { status: 400, body: { error: 'invalid_grant' } };
}

async function googleAds(more: object = {}): Promise<Consumer> {
  const id = await rig.consumer({
    kind: 'google_ads',
    settings: {
      ...{ customerId: '1234567890', conversionAction: '55' },
      ...{ url: double.url, tokenUrl: `${double.url}/token` },
    },
    credentials: { clientId: 'client-id', clientSecret: 'client-secret', ...more },
  });
  return rig.consumers.found(id);
}

const sender = (id: string): Sender => ({ ...RINGTRAIL, id });
const anna = sender('person_anna');

/** Begins as Anna. Returns the page of the platform, as the browser gets it. */
function begin(consumer: Consumer): URLSearchParams {
  const { searchParams } = new URL(authorizations.begin(anna, consumer, PAGE).url);
  challenge = searchParams.get('code_challenge') ?? '';
  return searchParams;
}

async function finish(by: Sender, consumer: Consumer, state: string, code = 'the-code'): Promise<Consumer> {
  return authorizations.finish(by, consumer, authorizations.read(by, state), code);
}

describe('a consumer without an account', () => {
  it('is unconnected, and its deliveries wait until somebody connects it', async () => {
    const consumer = await googleAds();
    await rig.addCall({
      attribution: { to: 'session', session: 's1' },
      facts: { clickIds: { gclid: 'EAIaIQ' } },
    });
    await rig.round();
    expect((await rig.consumers.show(consumer)).state).toBe('unconnected');
    expect(double.received).toEqual([]);
    expect(await rig.deliveriesOf(consumer.id)).toMatchObject([{ state: 'waiting', attempts: [] }]);

    const connected = await finish(anna, consumer, begin(consumer).get('state') ?? '');
    expect((await rig.consumers.show(connected)).state).toBe('active');
    await rig.untilNothingIsDue();
    expect(await rig.deliveriesOf(consumer.id)).toMatchObject([{ state: 'delivered' }]);
  });

  it('says so to a test', async () => {
    expect((await rig.trial(await googleAds())).reason?.code).toBe('not_connected');
    expect(double.received).toEqual([]);
  });
});

describe('the page of the platform', () => {
  it('is asked by Google for access that lasts, with the scope of the way', async () => {
    const consumer = await googleAds();
    const { url } = authorizations.begin(anna, consumer, PAGE);
    expect(url).toMatch(/^https:\/\/accounts\.google\.com\/o\/oauth2\/v2\/auth\?/);
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
      ...{ response_type: 'code', client_id: 'client-id', redirect_uri: PAGE },
      ...{ access_type: 'offline', prompt: 'consent', code_challenge_method: 'S256' },
      scope: 'https://www.googleapis.com/auth/datamanager',
    });
    const settings = { api: 'click_uploads' };
    const changed = await rig.consumers.change(consumer.id, {
      settings,
      credentials: { developerToken: 'd' },
    });
    expect(begin(changed).get('scope')).toBe('https://www.googleapis.com/auth/adwords');
  });

  it("is that of Microsoft's tenant", async () => {
    const id = await rig.consumer({
      kind: 'microsoft_ads',
      settings: {
        ...{ customerId: '11', accountId: '22', conversionName: 'Calls' },
        tokenUrl: 'https://login.microsoftonline.com/agency/oauth2/v2.0/token',
      },
      credentials: { developerToken: 'd', clientId: 'client-id' },
    });
    const { url } = authorizations.begin(anna, await rig.consumers.found(id), PAGE);
    expect(url).toMatch(/^https:\/\/login\.microsoftonline\.com\/agency\/oauth2\/v2\.0\/authorize\?/);
    expect(new URL(url).searchParams.get('scope')).toContain('offline_access');
  });

  it('does not exist for a webhook', async () => {
    const id = await rig.consumer({ kind: 'webhook', settings: { url: double.url } });
    const consumer = await rig.consumers.found(id);
    expect(() => authorizations.begin(anna, consumer, PAGE)).toThrow('have an account to connect');
  });
});

describe('a connection', () => {
  it('is finished by the sender who began it alone', async () => {
    const consumer = await googleAds();
    const state = begin(consumer).get('state') ?? '';
    await expect(finish(sender('person_bo'), consumer, state)).rejects.toMatchObject({
      errors: [{ pointer: '/state' }],
    });
    expect(double.received).toEqual([]);
  });

  it('is over after 15 minutes, and with another state', async () => {
    const consumer = await googleAds();
    const state = begin(consumer).get('state') ?? '';
    await expect(finish(anna, consumer, `${state}x`)).rejects.toThrow('/state');
    rig.advance(15 * MINUTE_MS);
    await expect(finish(anna, consumer, state)).rejects.toThrow('/state');
    expect(double.received).toEqual([]);
  });

  it('changes nothing when the platform refuses the code, or gives no refresh token', async () => {
    const consumer = await googleAds({ refreshToken: 'former-token' });
    const state = begin(consumer).get('state') ?? '';
    await expect(finish(anna, consumer, state, 'another')).rejects.toThrow('invalid_grant');
    answerToCode = { status: 200, body: { access_token: 'a', expires_in: 3600 } };
    await expect(finish(anna, consumer, state)).rejects.toThrow('no refresh token');
    expect(await rig.consumers.found(consumer.id)).toEqual(consumer);
  });

  it('replaces the account of a consumer that was disabled, and enables it', async () => {
    const consumer = await googleAds({ refreshToken: 'former-token' });
    const progress = await rig.store.progress.get(consumer.id);
    if (!progress) throw new Error('the consumer has no progress');
    const disabled = { at: rig.now().toISOString(), reason: 'The refresh token lacks the scope' };
    await rig.store.progress.change(progress, { disabled });
    const connected = await finish(anna, consumer, begin(consumer).get('state') ?? '');
    expect(connected.credentials).toMatchObject({ refreshToken: 'refresh-token', clientId: 'client-id' });
    expect((await rig.consumers.show(connected)).state).toBe('active');
  });
});
