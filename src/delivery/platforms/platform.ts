import type { Notice } from '../../domain/alert-notice.ts';
import type { ConsumerKind, ConsumerOf } from '../../domain/consumer.ts';
import type { Attempt, Delivery, DeliveryReason } from '../../domain/delivery.ts';
import type { AlertSubject } from '../alert-subject.ts';
import type { DeliveryContext } from '../context.ts';
import type { ReportData } from '../report-mails/report-data.ts';
import type { Worth } from './worth.ts';

/** One attempt of a delivery as the platform needs it. */
export type OutgoingDelivery = {
  /** The delivery's id. It is the same over all attempts. */
  id: string;
  type: Delivery['type'];
  /** When the delivery was made. */
  at: Date;
  /** When this attempt is made. */
  now: Date;
  /** The body of the attempt before. Null: this is the first attempt. */
  sent: string | null;
  /** The consumer has received nothing about the call before. */
  isFirst: boolean;
  /** The call counts no longer: it is spam, or the rule excludes its end. */
  isTakenBack: boolean;
  /** The earlier attempts since the delivery was made or replayed, the oldest first. */
  former: readonly Attempt[];
  context: DeliveryContext;
  /** The provider's time zone, in which people read times. */
  timeZone: string;
  /** Further calls and states that the message names, where the platform has a quiet time. */
  also: readonly AlertSubject[];
  /** The id of the webhook request that reported the call. */
  requestId?: string | undefined;
};

/** One attempt of a delivery that reports a state. */
export type OutgoingNotice = Pick<OutgoingDelivery, 'id' | 'now' | 'sent' | 'timeZone' | 'also'> & {
  notice: Notice;
  /** Missing: it is not a report. */
  report?: { data: ReportData; to: string; unsubscribe: string };
};

/** A request to a platform. Only its headers and query hold credentials, because the store keeps the body. */
export type Message = {
  /** `GET`: a question without a body about an earlier message. The delivery keeps the body of that message. Missing: POST. */
  method?: 'GET';
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
  /** null: nobody has connected the account yet. */
  refreshToken: string | null;
  scope?: string;
};

/** The page of a platform that asks a person for access to an account, by OAuth 2.0. */
export type Authorization = { url: string; scope: string; params?: Record<string, string> };

export type Answered = { status: number; text: string; isCut: boolean };

/**
 * The meaning of an answer.
 * - `done`: the consumer has the delivery.
 * - `again`: another attempt follows by the schedule, but not within `leastMs`, or after `afterMs`.
 * - `slow`: as `again`, and the consumer gets nothing for a while.
 * - `never`: another attempt would fail too.
 * - `gone`: the consumer wants no deliveries any more.
 * - `closed`: the consumer accepts nothing before a person mends its set-up. Its deliveries wait.
 */
export type Verdict =
  | { type: 'done'; note?: string }
  | { type: 'again'; reason: DeliveryReason; afterMs?: number; leastMs?: number }
  | { type: 'slow' | 'never' | 'gone' | 'closed'; reason: DeliveryReason };

/** A message of one type, and the meaning of its answer. */
export type Side<K extends ConsumerKind> = {
  message: (delivery: OutgoingDelivery, consumer: ConsumerOf<K>, token: string) => Message;
  read: (answer: Answered, consumer: ConsumerOf<K>) => Verdict;
};

/** The pure rules of one kind of consumer: from a call to a request, and from an answer to its meaning. */
export type Platform<K extends ConsumerKind> = Side<K> & {
  /** For how long a repeated request counts once. After that a delivery in doubt is not sent again. */
  deduplicatesForMs: number;
  /** The platform counts calls. It gets no second delivery of a call that it has counted. */
  countsCalls: boolean;
  /** The pause after a message, in which others wait and then become one. Missing: each delivery is a message. */
  quietMs?: (consumer: ConsumerOf<K>) => number;
  /** The base of the platform's URLs. */
  url: (consumer: ConsumerOf<K>) => string;
  /** Missing: the platform needs no access token. */
  grant?: (consumer: ConsumerOf<K>) => Grant;
  /** Missing: the platform has no such page. Its credentials are entered. */
  authorization?: (consumer: ConsumerOf<K>) => Authorization;
  /** Returns the reason why the call cannot be sent, or the deadline for sending it. */
  judge: (context: DeliveryContext, consumer: ConsumerOf<K>) => DeliveryReason | { deadline: Date | null };
  /** Returns the message about a state. Missing: the platform takes calls alone. */
  notice?: (outgoing: OutgoingNotice, consumer: ConsumerOf<K>) => Message;
  /** Missing: the platform accepts no retractions. */
  retract?: Side<K>;
  /** Missing: the platform keeps the value of a call as it was sent. */
  restate?: Side<K> & {
    /** Returns the value in a body that was sent. `final`: it cannot be restated. */
    valueIn: (sent: string, consumer: ConsumerOf<K>) => Worth | null | 'final';
  };
  /** Returns a request that tests the set-up and counts nowhere, or the reason why it has no test. */
  trial: (consumer: ConsumerOf<K>, token: string, now: Date) => Message | DeliveryReason;
  /** Missing: the answer to a trial is read as any other answer. */
  readTrial?: (answer: Answered, consumer: ConsumerOf<K>) => Verdict;
};

export function isReason(judged: object): judged is DeliveryReason {
  return 'code' in judged;
}
