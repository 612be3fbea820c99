import { createLine, type Line, type LineOptions, type WebhookExchange } from './line.ts';
import type {
  CallResult,
  DialOutcome,
  Parties,
  Reports,
  SimulatedCall,
  SimulatedCarrier,
  Step,
} from './simulated-carrier.ts';

export type CallPlan = Parties &
  Omit<LineOptions, 'now'> & {
    /** The outcome of each dial. Later dials get the last one. */
    outcomes: readonly [DialOutcome, ...DialOutcome[]];
    ringSeconds: number;
    talkSeconds: number;
    /** The keys that the caller presses at each request for a key. */
    digits?: string;
    /** The clock of the call and of its signatures. Without it, the machine's. */
    now?: () => Date;
    /** Waits until the time has come, so that the call lasts as long as it states. Without it, no time passes. */
    until?: (time: Date) => Promise<void>;
  };

const MAX_STEPS = 20;
const MESSAGE_SECONDS = 12;

/**
 * Plays a whole call as the carrier does. It requests documents, carries out their steps, reports the progress of the
 * legs, and signs every webhook. Without `until`, ringing and talking take no real time: the webhooks' times alone state
 * how long they lasted, and the call ends in the future.
 */
export async function playCall(
  carrier: SimulatedCarrier,
  plan: CallPlan,
  onExchange: (exchange: WebhookExchange) => void = () => undefined,
): Promise<{ carrierCallId: string; exchanges: WebhookExchange[] }> {
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
    await plan.until?.(caller.now());
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
    now: () => new Date(nowMs),
    result: () => result,
  };
}
