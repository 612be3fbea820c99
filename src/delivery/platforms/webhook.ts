/** Webhooks by Standard Webhooks 1.0.0. */
import { Webhook } from 'standardwebhooks';
import type { ConsumerOf } from '../../domain/consumer.ts';
import { eventOf, eventText } from '../event.ts';
import type { Message, OutgoingDelivery, Platform } from './platform.ts';
import { readStatus } from './statuses.ts';

export const webhook: Platform<'webhook'> = {
  deduplicatesForMs: Number.POSITIVE_INFINITY,
  countsCalls: false,
  url: ({ settings }) => settings.url,
  judge: () => ({ deadline: null }),
  message: (delivery, consumer) => messageOf(delivery, consumer),
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
  // What is known of a call may grow between two tries; one id stands for one message.
  const body = delivery.sent ?? eventText(eventOf(delivery));
  return signed(delivery.id, body, consumer, delivery.now);
}

/** Signed with each secret that is active, so that a receiver may change to the new one when it likes. */
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

export function activeSecrets(secrets: ConsumerOf<'webhook'>['credentials']['secrets'], now: Date): string[] {
  return secrets.filter(({ until }) => until === null || new Date(until) > now).map(({ secret }) => secret);
}
