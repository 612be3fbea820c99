import type { ConsumerKind, ConsumerOf } from '../../domain/consumer.ts';
import type { DeliveryReason } from '../../domain/delivery.ts';
import type { DeliveryContext } from '../context.ts';

/** One attempt of a delivery as the platform needs it. */
export type OutgoingDelivery = {
  /** The delivery's id. It is the same over all attempts. */
  id: string;
  type: 'attribution' | 'retraction';
  /** When the delivery was made. */
  at: Date;
  /** When this attempt is made. */
  now: Date;
  /** The body of the attempt before. Null: this is the first attempt. */
  sent: string | null;
  /** The consumer has received nothing about the call before. */
  isFirst: boolean;
  context: DeliveryContext;
  /** The id of the webhook request that reported the call. */
  requestId?: string | undefined;
};

/** A request to a platform. Only its headers and query hold credentials, because the store keeps the body. */
export type Message = {
  path: string;
  query?: Record<string, string>;
  headers: Record<string, string>;
  body: string;
  /** Unusual facts about the message, for a person who reads the delivery. */
  notes?: string[];
};

/** The parameters of a request for an access token, by OAuth 2.0. */
export type Grant = {
  tokenUrl: string;
  clientId: string;
  clientSecret: string | null;
  refreshToken: string;
  scope?: string;
};

export type Answered = { status: number; text: string; isCut: boolean };

/**
 * The meaning of an answer.
 * - `done`: the consumer has the delivery.
 * - `again`: another attempt follows by the schedule, or after `afterMs`.
 * - `slow`: as `again`, and the consumer gets nothing for a while.
 * - `never`: another attempt would fail too.
 * - `gone`: the consumer wants no deliveries any more.
 */
export type Verdict =
  | { type: 'done'; note?: string }
  | { type: 'again'; reason: DeliveryReason; afterMs?: number }
  | { type: 'slow' | 'never' | 'gone'; reason: DeliveryReason };

/** The pure rules of one kind of consumer: from a call to a request, and from an answer to its meaning. */
export type Platform<K extends ConsumerKind> = {
  /** For how long a repeated request counts once. After that a delivery in doubt is not sent again. */
  deduplicatesForMs: number;
  /** The platform counts calls. It gets no second delivery of a call that it has counted. */
  countsCalls: boolean;
  /** The base of the platform's URLs. */
  url: (consumer: ConsumerOf<K>) => string;
  /** Missing: the platform needs no access token. */
  grant?: (consumer: ConsumerOf<K>) => Grant;
  /** Returns the reason why the call cannot be sent, or the deadline for sending it. */
  judge: (context: DeliveryContext, consumer: ConsumerOf<K>) => DeliveryReason | { deadline: Date | null };
  message: (delivery: OutgoingDelivery, consumer: ConsumerOf<K>, token: string) => Message;
  read: (answer: Answered) => Verdict;
  /** Missing: the platform accepts no retractions. */
  retract?: {
    message: (delivery: OutgoingDelivery, consumer: ConsumerOf<K>, token: string) => Message;
    read: (answer: Answered) => Verdict;
  };
  /** Returns a request that tests the set-up and counts nowhere, or the reason why it has no test. */
  trial: (consumer: ConsumerOf<K>, token: string, now: Date) => Message | DeliveryReason;
  /** Missing: the answer to a trial is read as any other answer. */
  readTrial?: (answer: Answered) => Verdict;
};

export function isReason(judged: object): judged is DeliveryReason {
  return 'code' in judged;
}
