import { parseArgs } from 'node:util';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { CARRIERS, type Carrier } from '../src/domain/model.ts';
import { isE164 } from '../src/domain/phone.ts';
import { readRunFile } from '../src/infra/run-file.ts';
import { readSecrets } from '../src/infra/secrets.ts';
import { SIMULATED } from './simulator/carriers.ts';
import { type CallPlan, playCall } from './simulator/play-call.ts';
import { DIAL_OUTCOMES, type DialOutcome } from './simulator/simulated-carrier.ts';
import { newTelnyxKeys } from './simulator/telnyx-call.ts';

const HELP = `Plays a call against a running Ringtrail the way a carrier does, signed by the carrier's own rule.

  npm run call -- --to +12025550100 --from +12025550177

  --to       the number that is called: one of a pool, with this carrier
  --from     the caller
  --carrier  ${CARRIERS.join(', ')} (twilio)
  --outcome  ${DIAL_OUTCOMES.join(', ')} (answered);
             several, separated by commas, are those of one dial after the other
  --ring     seconds until somebody answers, or nobody (4)
  --talk     seconds of talking (42)
  --digits   the keys that the caller presses when asked to
  --url      the gateway, where it is not the one that runs on this data folder
  --secret   what to sign with, where it is not what the environment says: a token, a key, user:password;
             for telnyx the private key, which --make-keys makes together with its TELNYX_PUBLIC_KEY

What can go wrong on the way:

  --retry          each webhook comes twice
  --shuffle        what is only told comes at the end, in another order
  --reverse        what is only told comes at the end, the last first
  --lose N         the Nth webhook after the first never comes
  --bad-signature  signed with another secret
`;

/** The carrier for development: sends a call's webhooks and prints what it sent and got. */
export async function main(argv: string[]): Promise<void> {
  let asked: Awaited<ReturnType<typeof read>>;
  try {
    asked = await read(argv);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${HELP}`);
    process.exitCode = 2;
    return;
  }
  if (!asked) return;
  const { exchanges } = await playCall(
    SIMULATED[asked.carrier],
    asked.plan,
    ({ what, method, url, fields, status, body }) => {
      process.stdout.write(`→ ${what}  ${method} ${url}\n${indent(fields)}\n← ${status}  ${body}\n\n`);
    },
  );
  if (exchanges.some(({ status }) => status >= 400)) process.exitCode = 1;
}

/** @returns undefined where there is no call to play */
async function read(argv: string[]): Promise<{ carrier: Carrier; plan: CallPlan } | undefined> {
  const { values } = parseArgs({
    args: argv,
    options: {
      to: { type: 'string' },
      from: { type: 'string', default: '+12025550177' },
      carrier: { type: 'string', default: 'twilio' },
      outcome: { type: 'string', default: 'answered' },
      ring: { type: 'string', default: '4' },
      talk: { type: 'string', default: '42' },
      digits: { type: 'string' },
      url: { type: 'string' },
      secret: { type: 'string' },
      'make-keys': { type: 'boolean', default: false },
      retry: { type: 'boolean', default: false },
      shuffle: { type: 'boolean', default: false },
      reverse: { type: 'boolean', default: false },
      lose: { type: 'string' },
      'bad-signature': { type: 'boolean', default: false },
    },
  });
  if (values['make-keys']) {
    const { secret, publicKey } = newTelnyxKeys();
    process.stdout.write(`TELNYX_PUBLIC_KEY=${publicKey}\n--secret ${secret}\n`);
    return undefined;
  }
  const config = loadConfig(process.env);
  const { to, from, retry, shuffle, reverse, lose } = values;
  const carrier = CARRIERS.find((name) => name === values.carrier);
  if (!carrier) throw new Error(`--carrier must be one of ${CARRIERS.join(', ')}.`);
  if (!to || !isE164(to)) throw new Error('--to must be a phone number in E.164.');
  const running = await readRunFile(config.dataDir);
  const localUrl = values.url ?? running?.localUrl;
  if (!localUrl) throw new Error('No Ringtrail runs on this data folder; start it, or say --url.');
  const plan: CallPlan = {
    localUrl,
    publicUrl: values.url ?? running?.publicUrl ?? localUrl,
    secret: values.secret ?? (await secretOf(carrier, config)),
    from,
    to,
    outcomes: outcomesOf(values.outcome),
    ringSeconds: whole('--ring', values.ring),
    talkSeconds: whole('--talk', values.talk),
    ...(values.digits !== undefined && { digits: values.digits }),
    faults: {
      retry,
      ...((shuffle || reverse) && { order: reverse ? 'reversed' : 'shuffled' }),
      badSignature: values['bad-signature'],
      ...(lose !== undefined && { lose: whole('--lose', lose) }),
    },
  };
  return { carrier, plan };
}

async function secretOf(carrier: Carrier, config: Config): Promise<string> {
  if (carrier === 'telnyx')
    throw new Error('Telnyx signs with a private key, which no gateway has: say it with --secret.');
  const [secret] = config.carrierSecrets[carrier];
  if (secret !== undefined) return secret;
  if (carrier === 'twilio') return (await readSecrets(config.dataDir)).twilioAuthToken;
  throw new Error(`No secret of ${carrier} is set; say --secret, or set the one that the gateway has.`);
}

function outcomesOf(text: string): readonly [DialOutcome, ...DialOutcome[]] {
  const [first, ...more] = text.split(',').map((each) => {
    const outcome = DIAL_OUTCOMES.find((one) => one === each);
    if (!outcome) throw new Error(`--outcome must be one of ${DIAL_OUTCOMES.join(', ')}.`);
    return outcome;
  });
  return [first ?? 'answered', ...more];
}

function whole(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Error(`${option} must be a whole number.`);
  return value;
}

function indent(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `    ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');
}
