import type {
  CallResult,
  DialOutcome,
  Outgoing,
  Parties,
  Reports,
  SimulatedCall,
  SimulatedCarrier,
  Step,
} from './simulated-carrier.ts';

export type CallPlan = Parties & {
  /** The URL at which this process reaches the gateway. */
  localUrl: string;
  /** The gateway's own base URL, which is signed. */
  publicUrl: string;
  secret: string;
  /** The outcome of each dial. Later dials get the last one. */
  outcomes: readonly [DialOutcome, ...DialOutcome[]];
  ringSeconds: number;
  talkSeconds: number;
  /** The keys that the caller presses at each request for a key. */
  digits?: string;
  faults?: Faults;
  /** The clock of the call and of its signatures. Without it, the machine's. */
  now?: () => Date;
};

/** Faults between the carrier and the gateway. */
export type Faults = {
  /** Each webhook arrives twice. */
  retry?: boolean;
  /** Webhooks that need no document arrive at the end, in a random order or in reverse. */
  order?: 'shuffled' | 'reversed';
  /** The number of the webhook that is lost, counted from 1 after the first webhook. */
  lose?: number;
  badSignature?: boolean;
};

/** One webhook of the call and its answer. */
export type Exchange = {
  what: string;
  method: string;
  url: string;
  fields: Readonly<Record<string, unknown>>;
  status: number;
  body: string;
};

const MAX_STEPS = 20;
const MESSAGE_SECONDS = 12;
const MAX_ANSWER_MS = 15_000;

/**
 * Plays a whole call as the carrier does. It requests documents, carries out their steps, reports the progress of the
 * legs, and signs every webhook. Ringing and talking take no real time: the webhooks' times state how long they lasted.
 */
export async function playCall(
  carrier: SimulatedCarrier,
  plan: CallPlan,
  onExchange: (exchange: Exchange) => void = () => undefined,
): Promise<{ carrierCallId: string; exchanges: Exchange[] }> {
  const { now = () => new Date() } = plan;
  const call = carrier.newCall(plan, `${plan.publicUrl}/v1/carriers/${carrier.name}`);
  const line = createLine(carrier, { ...plan, now }, onExchange);
  const startedAt = now();
  const first = await line.send(call.incoming(startedAt));
  if (first.status === 200) {
    const result = await carryOut(call, first.body, plan, line, startedAt);
    for (const report of call.end(result)) await line.report(report);
  }
  await line.flush();
  return { carrierCallId: call.id, exchanges: line.exchanges };
}

/** Carries out the document and those that follow it, until the call ends. */
async function carryOut(
  call: SimulatedCall,
  first: string,
  plan: CallPlan,
  line: Line,
  startedAt: Date,
): Promise<CallResult> {
  const caller = createCaller(call, plan, startedAt);
  let document = first;
  for (let count = 0; count < MAX_STEPS; count++) {
    const step = call.stepOf(document);
    if (!step) break;
    const { reports, next } = caller.carryOut(step);
    for (const report of reports) await line.report(report);
    const answer = next && (await line.request(next));
    if (answer?.status !== 200) break;
    document = answer.body;
  }
  return caller.result();
}

/** The parties of a call, with the call's own time: it advances with each ring, talk and message. */
function createCaller(call: SimulatedCall, plan: CallPlan, startedAt: Date) {
  const { outcomes, ringSeconds, talkSeconds } = plan;
  let nowMs = startedAt.getTime();
  let dials = 0;
  let result: CallResult = { outcome: 'no-answer', startedAt, endedAt: startedAt, talkSeconds: 0 };
  const wait = (seconds: number): Date => {
    nowMs += seconds * 1000;
    return new Date(nowMs);
  };

  function dial(step: Step & { type: 'dial' }): Reports {
    const outcome = outcomes[Math.min(dials++, outcomes.length - 1)] ?? outcomes[0];
    const isAnswered = outcome === 'answered';
    const dialStartedAt = new Date(nowMs);
    const ringEndedAt = wait(outcome === 'failed' ? 0 : ringSeconds);
    const talked = isAnswered ? talkSeconds : 0;
    const endedAt = wait(talked);
    result = { outcome, startedAt, endedAt, talkSeconds: talked };
    const answeredAt = isAnswered ? ringEndedAt : null;
    return call.dial(step, { ...result, startedAt: dialStartedAt, answeredAt });
  }

  function leaveMessage(step: Step & { type: 'voicemail' }): Reports {
    const reports = call.leaveMessage(step, new Date(nowMs), MESSAGE_SECONDS);
    result = { ...result, endedAt: wait(MESSAGE_SECONDS) };
    return reports;
  }

  return {
    carryOut(step: Step): Reports {
      switch (step.type) {
        case 'dial':
          return dial(step);
        case 'gather':
          return { reports: [], next: call.pressKeys(step, plan.digits ?? '', new Date(nowMs)) };
        case 'voicemail':
          return leaveMessage(step);
      }
    },
    result: () => result,
  };
}

type Line = ReturnType<typeof createLine>;

/** The connection to the gateway, with its faults. */
function createLine(
  carrier: SimulatedCarrier,
  { secret, publicUrl, localUrl, faults = {}, now }: CallPlan & { now: () => Date },
  onExchange: (exchange: Exchange) => void,
) {
  const exchanges: Exchange[] = [];
  const delayed: Outgoing[] = [];
  let count = 0;
  const isLost = () => ++count === faults.lose;

  async function post(outgoing: Outgoing): Promise<Exchange> {
    const { what, method, url, fields, contentType, body } = outgoing;
    const signingSecret = faults.badSignature ? carrier.wrongSecret(secret) : secret;
    const signature = await carrier.sign(outgoing, signingSecret, now());
    const response = await fetch(url.replace(publicUrl, localUrl), {
      method,
      headers: { ...(method === 'POST' && { 'Content-Type': contentType }), ...signature },
      ...(method === 'POST' && { body }),
      signal: AbortSignal.timeout(MAX_ANSWER_MS),
    });
    const exchange = { what, method, url, fields, status: response.status, body: await response.text() };
    exchanges.push(exchange);
    onExchange(exchange);
    return exchange;
  }

  async function send(outgoing: Outgoing): Promise<Exchange> {
    const exchange = await post(outgoing);
    return faults.retry ? post(outgoing) : exchange;
  }

  return {
    exchanges,
    send,
    /** Sends a webhook that needs a document. Resolves with null when the webhook is lost. */
    request: async (outgoing: Outgoing): Promise<Exchange | null> => (isLost() ? null : send(outgoing)),
    /** Sends a webhook that needs no document. */
    async report(outgoing: Outgoing): Promise<void> {
      if (isLost()) return;
      if (faults.order) delayed.push(outgoing);
      else await send(outgoing);
    },
    /** Sends the delayed webhooks. */
    async flush(): Promise<void> {
      const reordered = faults.order === 'reversed' ? delayed.toReversed() : shuffled(delayed);
      for (const outgoing of reordered) await send(outgoing);
    },
  };
}

/** Returns the items in another order than before, as far as there is one. */
function shuffled<T>(items: readonly T[]): T[] {
  const order = items.toReversed();
  for (let i = order.length - 1; i > 1; i--) {
    const j = 1 + Math.floor(Math.random() * i);
    [order[i], order[j]] = [order[j] as T, order[i] as T];
  }
  return order;
}
