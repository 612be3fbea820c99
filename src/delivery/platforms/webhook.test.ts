import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { at, attribution, call, consumer } from '../../../test/support/examples.ts';
import { NOT_ANNOTATED } from '../../domain/annotation.ts';
import type { Attribution } from '../../domain/attribution.ts';
import { callViewSchema } from '../../domain/call-view.ts';
import type { ConsumerOf } from '../../domain/consumer.ts';
import { webhookSecretSchema } from '../../domain/consumer-kinds.ts';
import { eventOf, eventText } from '../event.ts';
import type { OutgoingDelivery } from './platform.ts';
import { readStatus } from './statuses.ts';
import { signed, webhook } from './webhook.ts';

const { vectors } = JSON.parse(
  readFileSync(new URL('../../../test/vectors/standard-webhooks.json', import.meta.url), 'utf8'),
) as {
  vectors: {
    id: string;
    secret: string;
    msg_id: string;
    timestamp: number;
    payload: string;
    signature: string;
    valid: boolean;
  }[];
};

type Secrets = ConsumerOf<'webhook'>['credentials']['secrets'];

function consumerWith(secrets: Secrets): ConsumerOf<'webhook'> {
  return { ...(consumer('cons_1') as ConsumerOf<'webhook'>), credentials: { secrets } };
}

const secret = `whsec_${randomBytes(32).toString('base64')}`;
const former = `whsec_${randomBytes(24).toString('base64')}`;
const now = new Date();

function outgoing(fields: Partial<OutgoingDelivery> = {}): OutgoingDelivery {
  const context = {
    call: call('call_1', 0, { outcome: 'answered', talkSeconds: 42 }),
    attribution: attribution('attr_1', { call: 'call_1' }),
    ...NOT_ANNOTATED,
    session: null,
  };
  return {
    id: 'dlv_1',
    type: 'attribution',
    at: at(10),
    now,
    sent: null,
    timeZone: 'UTC',
    isFirst: true,
    isTakenBack: false,
    former: [],
    also: [],
    context,
    ...fields,
  };
}

describe('the vectors of Standard Webhooks', () => {
  it.each(vectors)('$id: gets the expected signature, and a wrong signature differs', (vector) => {
    const time = new Date(vector.timestamp * 1000);
    const { headers } = signed(
      vector.msg_id,
      vector.payload,
      consumerWith([{ secret: vector.secret, until: null }]),
      time,
    );
    expect(headers['webhook-id']).toBe(vector.msg_id);
    expect(headers['webhook-timestamp']).toBe(String(vector.timestamp));
    expect(headers['webhook-signature'] === vector.signature).toBe(vector.valid);
  });

  it('include valid and invalid ones', () => {
    expect(new Set(vectors.map(({ valid }) => valid))).toEqual(new Set([true, false]));
  });
});

describe('a webhook', () => {
  it('is accepted by the specification’s own library, and by the rule computed by hand', () => {
    const { headers, body } = webhook.message(outgoing(), consumerWith([{ secret, until: null }]), '');
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: 'call.attributed' });
    const mac = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'));
    const message = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    expect(headers['webhook-signature']).toBe(`v1,${mac.update(message).digest('base64')}`);
  });

  it('is refused when any part of it was changed', () => {
    const { headers, body } = webhook.message(outgoing(), consumerWith([{ secret, until: null }]), '');
    const library = new Webhook(secret);
    expect(() => library.verify(`${body} `, headers)).toThrow(WebhookVerificationError);
    expect(() => library.verify(body, { ...headers, 'webhook-id': 'dlv_2' })).toThrow(
      WebhookVerificationError,
    );
    expect(() => new Webhook(former).verify(body, headers)).toThrow(WebhookVerificationError);
  });

  it('is signed with both secrets during a change, and not with one that has ended', () => {
    const until = new Date(now.getTime() + 1000).toISOString();
    const both = consumerWith([
      { secret, until: null },
      { secret: former, until },
    ]);
    const during = webhook.message(outgoing(), both, '');
    expect(during.headers['webhook-signature']?.split(' ')).toHaveLength(2);
    for (const one of [secret, former]) new Webhook(one).verify(during.body, during.headers);
    const after = signed('dlv_1', '{}', both, new Date(now.getTime() + 1001));
    expect(after.headers['webhook-signature']?.split(' ')).toHaveLength(1);
  });

  it('has the same id and body in each attempt, and the time of the attempt', () => {
    const to = consumerWith([{ secret, until: null }]);
    const first = webhook.message(outgoing({ now: at(20) }), to, '');
    const second = webhook.message(outgoing({ now: at(400) }), to, '');
    expect(second.body).toBe(first.body);
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
    expect(Number(second.headers['webhook-timestamp'])).toBe(
      Number(first.headers['webhook-timestamp']) + 380,
    );
    expect(JSON.parse(first.body).timestamp).toBe(at(10).toISOString());
  });

  it('carries the id of the request that reported the call, and no header without one', () => {
    const to = consumerWith([{ secret, until: null }]);
    expect(webhook.message(outgoing({ requestId: 'req-1' }), to, '').headers).toMatchObject({
      'x-request-id': 'req-1',
    });
    expect(webhook.message(outgoing(), to, '').headers).not.toHaveProperty('x-request-id');
  });

  it('has the type of the news: a new call, another attribution, another end, a retraction', () => {
    const to = consumerWith([{ secret, until: null }]);
    const typeOf = (of: Partial<OutgoingDelivery>) =>
      JSON.parse(webhook.message(outgoing(of), to, '').body).type;
    const { context } = outgoing();
    const because = (cause: Attribution['cause']) => ({
      ...context,
      attribution: { ...context.attribution, replaces: 'attr_0', cause },
    });
    expect(typeOf({})).toBe('call.attributed');
    expect(typeOf({ isFirst: false, context: because('correction') })).toBe('call.reattributed');
    expect(typeOf({ isFirst: false, context: because('outcome') })).toBe('call.updated');
    expect(typeOf({ context: because('outcome') }), 'the first delivery of the call').toBe('call.attributed');
    expect(typeOf({ type: 'retraction' })).toBe('call.retracted');
  });

  it('shows the call as the API does: with visit, tags, notes and qualification, and without internal fields', () => {
    const { context } = outgoing();
    const annotated = {
      ...context,
      tags: ['roof'],
      notes: [{ text: 'Wants a quote', at: at(20).toISOString() }],
      qualification: { qualified: true, spam: false, value: 5, currency: 'EUR', at: at(20).toISOString() },
    };
    const { data } = JSON.parse(
      webhook.message(outgoing({ context: annotated }), consumerWith([{ secret, until: null }]), '').body,
    );
    expect(callViewSchema.strict().safeParse(data.call).error).toBeUndefined();
    const { tags, notes, qualification, attribution: of } = annotated;
    expect(data.call).toMatchObject({
      id: 'call_1',
      attribution: 'attr_1',
      talkSeconds: 42,
      tags,
      notes,
      qualification,
    });
    expect(data.call.visit).toMatchObject({
      to: of.to,
      confidence: 0.75,
      lastTouch: of.lastTouch,
      pages: of.pages,
    });
    expect(data.attribution).toMatchObject({ id: 'attr_1', confidence: 0.75 });
  });

  it('is smaller than 20 kB with any amount of facts', () => {
    const { context } = outgoing();
    const pages = Array.from({ length: 50 }, (_, i) => ({
      page: `https://shop.example/${i}/${'x'.repeat(2000)}`,
      at: at(i).toISOString(),
    }));
    const notes = Array.from({ length: 20 }, (_, i) => ({
      text: `${i} ${'y'.repeat(3990)}`,
      at: at(i).toISOString(),
    }));
    const clickIds = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`id${i}`, 'z'.repeat(512)]));
    const dataOf = (more: Partial<Attribution>) => {
      const attribution = { ...context.attribution, pages, ...more };
      const text = eventText(eventOf(outgoing({ context: { ...context, attribution, notes } })));
      expect(Buffer.byteLength(text)).toBeLessThan(20_000);
      return JSON.parse(text).data;
    };
    const data = dataOf({});
    expect(data.shortened).toBe(true);
    expect(data.call.notes.at(-1).text).toMatch(/^19 /);
    expect(dataOf({ clickIds }).call.visit).not.toBeNull();
    expect(dataOf({ clickIds, landingPage: 'w'.repeat(6000) })).toMatchObject({ call: { visit: null } });
    expect(JSON.parse(eventText(eventOf(outgoing()))).data).not.toHaveProperty('shortened');
  });
});

describe('a secret', () => {
  it('has 24 to 64 bytes', () => {
    const of = (bytes: number) =>
      webhookSecretSchema.safeParse(`whsec_${randomBytes(bytes).toString('base64')}`);
    expect([23, 24, 64, 65].map((bytes) => of(bytes).success)).toEqual([false, true, true, false]);
    expect(webhookSecretSchema.safeParse('a password').success).toBe(false);
  });
});

describe('an answer', () => {
  it.each([
    [200, 'done'],
    [204, 'done'],
    [301, 'again'],
    [302, 'again'],
    [400, 'again'],
    [404, 'again'],
    [410, 'gone'],
    [429, 'slow'],
    [500, 'again'],
    [502, 'slow'],
    [503, 'again'],
    [504, 'slow'],
  ])('of %s means: %s', (status, type) => {
    expect(readStatus({ status }).type).toBe(type);
  });
});
