import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { incoming, newSid, PUBLIC_URL, signed, VOICE_PATH, type Webhook } from './webhooks.ts';

export type LivesResult = {
  calls: string[];
  seconds: number;
  webhooks: number;
  /** The 99th percentile of answers to voice webhooks, which callers wait for. `p99Ms` is that of all answers. */
  voiceP99Ms: number;
  p99Ms: number;
};

const STATUS_PATH = '/v1/carriers/twilio/status';
const DIAL_PATH = '/v1/carriers/twilio/dial';
const FROM = '+13125550100';

/**
 * Plays whole lives of calls and checks every answer: voice, the four steps of the placed leg, the end of the dial, the end
 * of the call. Calls start at a fixed rate, also when answers are slow.
 */
export async function playLives(of: {
  port: number;
  callsPerSecond: number;
  durationMs: number;
  to: readonly string[];
  endpointNumber: string;
}): Promise<LivesResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const voice: number[] = [];
  const others: number[] = [];
  const calls: string[] = [];
  const playing: Promise<void>[] = [];

  const send = async (webhook: Webhook, latencies: number[], expected: number): Promise<string> => {
    const sentAt = performance.now();
    const { status, body } = await post(agent, of.port, webhook);
    latencies.push(performance.now() - sentAt);
    if (status !== expected) throw new Error(`a wrong answer to ${webhook.path}: ${status} ${body}`);
    return body;
  };

  const play = async (callSid: string, to: string): Promise<void> => {
    const parties = incoming(callSid, FROM, to);
    const document = await send(signed(VOICE_PATH, parties), voice, 200);
    if (!document.includes(`>${of.endpointNumber}</Number>`)) throw new Error(`a wrong answer: ${document}`);
    const leg = { ...parties, CallSid: newSid(), ParentCallSid: callSid, To: of.endpointNumber };
    const at = (seconds: number) =>
      new Date(Date.now() + seconds * 1000).toUTCString().replace('GMT', '+0000');
    const steps: Record<string, string>[] = [
      { CallStatus: 'initiated', Timestamp: at(0) },
      { CallStatus: 'ringing', Timestamp: at(0) },
      { CallStatus: 'in-progress', Timestamp: at(4) },
      { CallStatus: 'completed', Timestamp: at(46), CallDuration: '42' },
    ];
    for (const [sequence, step] of steps.entries())
      await send(signed(STATUS_PATH, { ...leg, ...step, SequenceNumber: String(sequence) }), others, 204);
    const dial = {
      DialCallSid: leg.CallSid,
      DialCallStatus: 'completed',
      DialCallDuration: '42',
      DialBridged: 'true',
    };
    await send(signed(DIAL_PATH, { ...parties, ...dial }), others, 200);
    const ended = { CallStatus: 'completed', CallDuration: '46', SequenceNumber: '0', Timestamp: at(46) };
    await send(signed(STATUS_PATH, { ...parties, ...ended }), others, 204);
  };

  const began = performance.now();
  for (let i = 0; performance.now() - began < of.durationMs; i++) {
    const due = began + (i * 1000) / of.callsPerSecond;
    if (due > performance.now()) await sleep(due - performance.now());
    const callSid = newSid();
    calls.push(callSid);
    playing.push(play(callSid, of.to[i % of.to.length] ?? ''));
  }
  await Promise.all(playing);
  agent.destroy();
  const all = [...voice, ...others];
  return {
    calls,
    seconds: (performance.now() - began) / 1000,
    webhooks: all.length,
    voiceP99Ms: p99(voice),
    p99Ms: p99(all),
  };
}

function p99(latencies: readonly number[]): number {
  const sorted = latencies.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? 0;
}

function post(agent: Agent, port: number, { path, body, headers }: Webhook) {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const sent = request(
      {
        agent,
        host: '127.0.0.1',
        port,
        path,
        method: 'POST',
        headers: { ...headers, Host: new URL(PUBLIC_URL).host },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
