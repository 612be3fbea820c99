import type { ConsumerKind, ConsumerOf } from '../../domain/consumer.ts';
import type { DeliveryReason } from '../../domain/delivery.ts';
import type { DeliveryContext } from '../context.ts';

/** One telling: the delivery as the platform needs it. */
export type OutgoingDelivery = {
  /** The delivery's id, the same over all tries. */
  id: string;
  type: 'attribution' | 'retraction';
  /** When the delivery was made, and when this try is. */
  at: Date;
  now: Date;
  /** The body of the try before. */
  sent: string | null;
  /** The consumer has heard nothing of the call before. */
  isFirst: boolean;
  context: DeliveryContext;
};

/** What is to be sent. Credentials are in headers and the query alone: the body is kept in the ledger. */
export type Message = {
  path: string;
  query?: Record<string, string>;
  headers: Record<string, string>;
  body: string;
  /** What a person who reads the ledger should know. */
  notes?: string[];
};

/** How to get the access token that the platform wants. */
export type Grant = {
  tokenUrl: string;
  clientId: string;
  clientSecret: string | null;
  refreshToken: string;
  scope?: string;
};

export type Answered = { status: number; text: string; isCut: boolean };

/**
 * What an answer means. done: it has it; again: try by the schedule, or after `afterMs`, which is then no failure;
 * slow: as again, and leave the consumer alone for a while; never: trying again is of no use; gone: nothing more
 * is wanted.
 */
export type Verdict =
  | { type: 'done'; note?: string }
  | { type: 'again'; reason: DeliveryReason; afterMs?: number }
  | { type: 'slow' | 'never' | 'gone'; reason: DeliveryReason };

/** One kind of consumer: pure rules from facts to a request and from an answer to what it means. */
export type Platform<K extends ConsumerKind> = {
  /** So long a request that comes again counts once. After that one whose fate is unknown is not sent again by itself. */
  deduplicatesForMs: number;
  /** It counts calls: a correction of a call that it has counted is not told. */
  countsCalls: boolean;
  /** The base of its addresses. */
  url: (consumer: ConsumerOf<K>) => string;
  grant?: (consumer: ConsumerOf<K>) => Grant;
  /** Why the call cannot be sent at all, or until when it can. */
  judge: (context: DeliveryContext, consumer: ConsumerOf<K>) => DeliveryReason | { deadline: Date | null };
  message: (delivery: OutgoingDelivery, consumer: ConsumerOf<K>, token: string) => Message;
  read: (answer: Answered) => Verdict;
  /** Missing: the platform takes nothing back. */
  retract?: {
    message: (delivery: OutgoingDelivery, consumer: ConsumerOf<K>, token: string) => Message;
    read: (answer: Answered) => Verdict;
  };
  /** A request that shows that all is set up well, and counts nowhere; or why there is none. */
  trial: (consumer: ConsumerOf<K>, token: string, now: Date) => Message | DeliveryReason;
  /** What the answer to a trial says; null: as to any other request. */
  readTrial?: (answer: Answered) => Verdict;
};

export function isReason(judged: object): judged is DeliveryReason {
  return 'code' in judged;
}
