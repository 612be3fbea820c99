import { randomBytes } from 'node:crypto';
import { signAsTwilio } from '../carriers/twilio/signature.ts';

export type CallPlan = {
  /** Where the gateway is reached from here, and the base URL that it believes itself to have: what is signed. */
  localUrl: string;
  publicUrl: string;
  authToken: string;
  from: string;
  to: string;
  outcome: 'answered' | 'busy' | 'no-answer';
  ringSeconds: number;
  talkSeconds: number;
};

/** One webhook of the call: what was sent, and what came back. */
export type Exchange = {
  what: string;
  url: string;
  fields: Record<string, string>;
  status: number;
  body: string;
};

/**
 * Plays a whole call the way Twilio does: asks for the document, follows its `<Dial>`, reports each step of the
 * placed leg, then the dial's outcome and the end of the caller's leg; all signed. Ringing and talking take no real
 * time: the callbacks' times say how long they lasted.
 */
export async function playTwilioCall(
  plan: CallPlan,
  onExchange: (exchange: Exchange) => void = () => undefined,
) {
  const accountSid = `AC${hex()}`;
  const callSid = `CA${hex()}`;
  const legSid = `CA${hex()}`;
  const began = Date.now();
  const exchanges: Exchange[] = [];

  async function send(what: string, url: string, fields: Record<string, string>): Promise<Exchange> {
    const body = new URLSearchParams(fields);
    const response = await fetch(url.replace(plan.publicUrl, plan.localUrl), {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
        'User-Agent': 'TwilioProxy/1.1',
        'X-Twilio-Signature': signAsTwilio(plan.authToken, url, Object.entries(fields)),
        'I-Twilio-Idempotency-Token': `${callSid}-${exchanges.length}`,
      },
      body,
      signal: AbortSignal.timeout(15_000),
    });
    const exchange = { what, url, fields, status: response.status, body: await response.text() };
    exchanges.push(exchange);
    onExchange(exchange);
    return exchange;
  }

  const parties = { AccountSid: accountSid, ApiVersion: '2010-04-01', From: plan.from, To: plan.to };
  const at = (seconds: number) => new Date(began + seconds * 1000).toUTCString().replace('GMT', '+0000');

  const carrierUrl = `${plan.publicUrl}/v1/carriers/twilio`;
  const document = await send('voice', `${carrierUrl}/voice`, {
    ...parties,
    CallSid: callSid,
    CallStatus: 'ringing',
    Direction: 'inbound',
    Caller: plan.from,
    Called: plan.to,
  });
  const dial = dialOf(document.body);
  if (document.status !== 200 || !dial) return { callSid, exchanges };

  const isAnswered = plan.outcome === 'answered';
  const ended = plan.ringSeconds + (isAnswered ? plan.talkSeconds : 0);
  const leg = {
    ...parties,
    To: dial.target,
    CallSid: legSid,
    ParentCallSid: callSid,
    Direction: 'outbound-dial',
  };
  const progress = [
    { CallStatus: 'initiated', Timestamp: at(0) },
    { CallStatus: 'ringing', Timestamp: at(0) },
    ...(isAnswered ? [{ CallStatus: 'in-progress', Timestamp: at(plan.ringSeconds) }] : []),
    {
      CallStatus: isAnswered ? 'completed' : plan.outcome,
      Timestamp: at(ended),
      ...(isAnswered && { CallDuration: String(plan.talkSeconds) }),
    },
  ];
  for (const [sequence, step] of progress.entries()) {
    if (!dial.statusCallback) break;
    await send('status', dial.statusCallback, {
      ...leg,
      ...step,
      SequenceNumber: String(sequence),
      CallbackSource: 'call-progress-events',
    });
  }
  if (dial.action) {
    await send('dial', dial.action, {
      ...parties,
      CallSid: callSid,
      CallStatus: 'in-progress',
      Direction: 'inbound',
      DialCallSid: legSid,
      DialCallStatus: isAnswered ? 'completed' : plan.outcome,
      DialBridged: String(isAnswered),
      ...(isAnswered && { DialCallDuration: String(plan.talkSeconds) }),
    });
  }
  await send('status', `${carrierUrl}/status`, {
    ...parties,
    CallSid: callSid,
    CallStatus: isAnswered ? 'completed' : 'no-answer',
    Direction: 'inbound',
    CallDuration: String(isAnswered ? plan.talkSeconds : 0),
    Timestamp: at(ended),
    SequenceNumber: '0',
    CallbackSource: 'call-progress-events',
  });
  return { callSid, exchanges };
}

/** What a TwiML document dials and whom it wants told; undefined when it dials nobody. */
function dialOf(document: string): { target: string; action: string; statusCallback: string } | undefined {
  const dial = /<Dial([^>]*)>\s*<(?:Number|Sip)([^>]*)>([^<]*)</.exec(document);
  if (!dial) return undefined;
  const [, dialAttributes = '', attributes = '', target = ''] = dial;
  return {
    target: unescapeXml(target),
    action: attribute(dialAttributes, 'action'),
    statusCallback: attribute(attributes, 'statusCallback'),
  };
}

function attribute(text: string, name: string): string {
  return unescapeXml(new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1] ?? '');
}

function unescapeXml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}

function hex(): string {
  return randomBytes(16).toString('hex');
}
