import type { DialOutcome, Outgoing, Parties, SimulatedCall, SimulatedCarrier } from './simulated-carrier.ts';

export type CallPlan = Parties & {
  /** Where the gateway is reached from here, and the base URL that it believes itself to have: what is signed. */
  localUrl: string;
  publicUrl: string;
  secret: string;
  /** Of each dial of the call; the last one of those that follow too. */
  outcomes: readonly [DialOutcome, ...DialOutcome[]];
  ringSeconds: number;
  talkSeconds: number;
  /** Pressed whenever a key is asked for. */
  digits?: string;
  faults?: Faults;
};

/** What goes wrong between the carrier and the gateway. */
export type Faults = {
  /** Each webhook comes twice. */
  retry?: boolean;
  /** What is only told comes at the end, in any order, or in exactly the wrong one. */
  order?: 'shuffled' | 'reversed';
  /** Which webhook after the first never comes, counted from 1. */
  lose?: number;
  badSignature?: boolean;
};

/** One webhook of the call: what was sent, and what came back. */
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

/**
 * Plays a whole call the way the carrier does: asks for the document, does what it says, reports each step of the legs
 * it places, asks how to go on, and tells of the end; all signed. Ringing and talking take no real time: the webhooks'
 * times say how long they lasted.
 */
export async function playCall(
  carrier: SimulatedCarrier,
  plan: CallPlan,
  onExchange: (exchange: Exchange) => void = () => undefined,
): Promise<{ carrierCallId: string; exchanges: Exchange[] }> {
  const call = carrier.newCall(plan, `${plan.publicUrl}/v1/carriers/${carrier.name}`);
  const line = createLine(carrier, plan, onExchange);
  const began = Date.now();
  const first = await line.send(call.asks(new Date(began)));
  const end = first.status === 200 ? await carryOut(call, first.body, plan, line, began) : null;
  if (end) {
    for (const told of call.ends({ ...end, began: new Date(began) })) await line.tell(told);
  }
  await line.flush();
  return { carrierCallId: call.id, exchanges: line.exchanges };
}

type CallEnd = { outcome: DialOutcome; ended: Date; talkSeconds: number };

/** Does what the document says, and those that follow it, until the call is over. */
async function carryOut(
  call: SimulatedCall,
  first: string,
  plan: CallPlan,
  line: Line,
  began: number,
): Promise<CallEnd> {
  const { outcomes, ringSeconds, talkSeconds } = plan;
  let now = began;
  const later = (seconds: number) => {
    now += seconds * 1000;
    return new Date(now);
  };
  let end: CallEnd = { outcome: 'no-answer', ended: new Date(now), talkSeconds: 0 };
  let document = first;
  let dials = 0;
  for (let count = 0; count < MAX_STEPS; count++) {
    const step = call.reads(document);
    let next: Outgoing | null = null;
    let told: Outgoing[] = [];
    if (step?.type === 'dial') {
      const outcome = outcomes[Math.min(dials++, outcomes.length - 1)] ?? outcomes[0];
      const isAnswered = outcome === 'answered';
      const dialBegan = new Date(now);
      const rung = later(outcome === 'failed' ? 0 : ringSeconds);
      const talked = isAnswered ? talkSeconds : 0;
      const dialled = { outcome, began: dialBegan, answered: isAnswered ? rung : null, talkSeconds: talked };
      end = { outcome, ended: later(talked), talkSeconds: talked };
      ({ told, next } = call.dials(step, { ...dialled, ended: end.ended }));
    } else if (step?.type === 'gather') {
      next = call.presses(step, plan.digits ?? '');
    } else if (step?.type === 'voicemail') {
      ({ told, next } = call.leavesMessage(step, new Date(now), MESSAGE_SECONDS));
      end = { ...end, ended: later(MESSAGE_SECONDS) };
    }
    for (const webhook of told) await line.tell(webhook);
    const answer = next && (await line.ask(next));
    if (answer?.status !== 200) return end;
    document = answer.body;
  }
  return end;
}

type Line = ReturnType<typeof createLine>;

/** The way to the gateway, with its faults. */
function createLine(carrier: SimulatedCarrier, plan: CallPlan, onExchange: (exchange: Exchange) => void) {
  const { secret, publicUrl, localUrl, faults = {} } = plan;
  const exchanges: Exchange[] = [];
  const waiting: Outgoing[] = [];
  let count = 0;
  const isLost = () => ++count === faults.lose;

  async function post(outgoing: Outgoing): Promise<Exchange> {
    const { what, method, url, fields, contentType, body } = outgoing;
    const signature = await carrier.sign(outgoing, faults.badSignature ? carrier.another(secret) : secret);
    const response = await fetch(url.replace(publicUrl, localUrl), {
      method,
      headers: { ...(method === 'POST' && { 'Content-Type': contentType }), ...signature },
      ...(method === 'POST' && { body }),
      signal: AbortSignal.timeout(15_000),
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
    /** Sends what the gateway must answer with a document; null: it got lost. */
    ask: async (outgoing: Outgoing): Promise<Exchange | null> => (isLost() ? null : send(outgoing)),
    /** Sends what it is only told. */
    async tell(outgoing: Outgoing): Promise<void> {
      if (isLost()) return;
      if (faults.order) waiting.push(outgoing);
      else await send(outgoing);
    },
    async flush(): Promise<void> {
      const wrong = faults.order === 'reversed' ? waiting.toReversed() : shuffled(waiting);
      for (const outgoing of wrong) await send(outgoing);
    },
  };
}

/** In another order than given, wherever there is one. */
function shuffled<T>(things: readonly T[]): T[] {
  const order = things.toReversed();
  for (let i = order.length - 1; i > 1; i--) {
    const j = 1 + Math.floor(Math.random() * i);
    [order[i], order[j]] = [order[j] as T, order[i] as T];
  }
  return order;
}
