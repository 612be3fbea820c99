/** Webhooks by Standard Webhooks 1.0.0. */
import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { ConsumerOf } from '../../domain/consumer.ts';
import { notAbout } from '../about.ts';
import { eventOf, eventText, noticeEvent } from '../event.ts';
import type { Message, OutgoingDelivery, Platform } from './platform.ts';
import { readStatus } from './statuses.ts';

export const webhook: Platform<'webhook'> = {
  deduplicatesForMs: Number.POSITIVE_INFINITY,
  countsCalls: false,
  url: ({ settings }) => settings.url,
  judge: (context, { settings }) => notAbout(context, settings.about) ?? { deadline: null },
  message: (delivery, consumer) => messageOf(delivery, consumer),
  notice: ({ id, now, sent, notice }, consumer) =>
    signed(id, sent ?? eventText(noticeEvent(notice, consumer.id)), consumer, now),
  read: readStatus,
  retract: {
    message: (delivery, consumer) => messageOf(delivery, consumer),
    read: readStatus,
  },
  trial: (consumer, _token, now) => {
    const body = eventText({
      type: 'consumer.test',
      timestamp: now.toISOString(),
      data: { consumer: consumer.id },
    });
    return signed(`test_${consumer.id}_${now.getTime()}`, body, consumer, now);
  },
};

function messageOf(delivery: OutgoingDelivery, consumer: ConsumerOf<'webhook'>): Message {
  // More may be known of the call than at the first attempt, but one webhook-id stands for one body.
  const body = delivery.sent ?? eventText(eventOf(delivery));
  const message = signed(delivery.id, body, consumer, delivery.now);
  const { requestId } = delivery;
  if (requestId === undefined) return message;
  return { ...message, headers: { ...message.headers, 'x-request-id': requestId } };
}

/** Signs the body with each active secret, so that a receiver can change to the new one at any time. */
export function signed(id: string, body: string, { credentials }: ConsumerOf<'webhook'>, now: Date): Message {
  const signatures = activeSecrets(credentials.secrets, now).map((secret) =>
    new Webhook(secret).sign(id, now, body),
  );
  return {
    path: '',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Ringtrail',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': signatures.join(' '),
    },
    body,
  };
}

/** Returns the secrets that sign at the moment, the newest first. */
export function activeSecrets(secrets: ConsumerOf<'webhook'>['credentials']['secrets'], now: Date): string[] {
  return secrets.filter(({ until }) => until === null || new Date(until) > now).map(({ secret }) => secret);
}

export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}
