import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { CARRIERS, type Carrier } from '../src/domain/model.ts';
import { isE164 } from '../src/domain/phone.ts';
import { readRunFile } from '../src/infra/run-file.ts';
import { readSecrets } from '../src/infra/secrets.ts';
import { SIMULATED } from './simulator/carriers.ts';
import type { Faults } from './simulator/line.ts';
import { type CallPlan, playCall } from './simulator/play-call.ts';
import { DIAL_OUTCOMES, type DialOutcome } from './simulator/simulated-carrier.ts';
import { newTelnyxKeys } from './simulator/telnyx-call.ts';

const HELP = `Plays a call against a running Ringtrail as a carrier does, and signs it by the
carrier's own rule.

  ringtrail call --to +12025550100 --from +12025550177

  --to       the number that is called: a number of a pool with this carrier
  --from     the caller's number (+12125550177)
  --carrier  ${CARRIERS.join(', ')}
             (twilio)
  --outcome  ${DIAL_OUTCOMES.join(', ')} (answered);
             separate the outcomes of several dials by commas
  --ring     seconds of ringing (4)
  --talk     seconds of talking (42)
  --digits   the keys that the caller presses when the plan requests a key
  --data     the data folder of the gateway; without it, DATA_DIR or ./data
  --url      the gateway's URL; without it, the gateway that runs on the data
             folder
  --secret   the secret that signs the webhooks: a token, a key, user:password;
             without it, the one in the environment. For telnyx it is the
             private key: --make-keys creates one and its TELNYX_PUBLIC_KEY

Faults:

  --retry          each webhook arrives twice
  --shuffle        webhooks that need no document arrive last, in random order
  --reverse        webhooks that need no document arrive last, in reverse
  --lose N         the Nth webhook after the first one is lost
  --bad-signature  the webhooks are signed with another secret
`;

/** Plays a call for development. Prints each webhook and its answer. Exits with 1 when an answer is an error. */
export async function main(argv: string[]): Promise<void> {
  let request: CallRequest | null;
  try {
    request = await parseRequest(argv);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${HELP}`);
    process.exitCode = 2;
    return;
  }
  if (!request) return;
  const { exchanges } = await playCall(
    SIMULATED[request.carrier],
    request.plan,
    ({ what, method, url, fields, status, body }) => {
      process.stdout.write(`→ ${what}  ${method} ${url}\n${indent(fields)}\n← ${status}  ${body}\n\n`);
    },
  );
  if (exchanges.some(({ status }) => status >= 400)) process.exitCode = 1;
}

type CallRequest = { carrier: Carrier; plan: CallPlan };

/** Parses the arguments. Resolves with null when there is no call to play. Rejects with a sentence for the user. */
async function parseRequest(argv: string[]): Promise<CallRequest | null> {
  const values = parseOptions(argv);
  if (values.help) {
    process.stdout.write(HELP);
    return null;
  }
  if (values['make-keys']) {
    const { secret, publicKey } = newTelnyxKeys();
    process.stdout.write(`TELNYX_PUBLIC_KEY=${publicKey}\n--secret ${secret}\n`);
    return null;
  }
  const carrier = CARRIERS.find((name) => name === values.carrier);
  if (!carrier) throw new Error(`--carrier must be one of ${CARRIERS.join(', ')}.`);
  return { carrier, plan: await planFrom(values, carrier) };
}

type Options = ReturnType<typeof parseOptions>;

function parseOptions(argv: string[]) {
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
      data: { type: 'string' },
      url: { type: 'string' },
      secret: { type: 'string' },
      help: { type: 'boolean', default: false },
      'make-keys': { type: 'boolean', default: false },
      retry: { type: 'boolean', default: false },
      shuffle: { type: 'boolean', default: false },
      reverse: { type: 'boolean', default: false },
      lose: { type: 'string' },
      'bad-signature': { type: 'boolean', default: false },
    },
  });
  return values;
}

async function planFrom(values: Options, carrier: Carrier): Promise<CallPlan> {
  const environment = loadConfig(process.env);
  const config = values.data ? { ...environment, dataDir: resolve(values.data) } : environment;
  const { to, from, digits } = values;
  if (!to || !isE164(to)) throw new Error('--to must be a phone number in E.164.');
  const running = await readRunFile(config.dataDir);
  const localUrl = values.url ?? running?.localUrl;
  if (!localUrl)
    throw new Error(`No Ringtrail runs on ${config.dataDir}. Start it, or name another folder with --data.`);
  return {
    localUrl,
    publicUrl: values.url ?? running?.publicUrl ?? localUrl,
    secret: values.secret ?? (await secretOf(carrier, config)),
    from,
    to,
    outcomes: outcomesOf(values.outcome),
    ringSeconds: wholeNumber('--ring', values.ring),
    talkSeconds: wholeNumber('--talk', values.talk),
    ...(digits !== undefined && { digits }),
    faults: faultsFrom(values),
  };
}

function faultsFrom({ retry, shuffle, reverse, lose, 'bad-signature': badSignature }: Options): Faults {
  return {
    retry,
    badSignature,
    ...((shuffle || reverse) && { order: reverse ? 'reversed' : 'shuffled' }),
    ...(lose !== undefined && { lose: wholeNumber('--lose', lose) }),
  };
}

async function secretOf(carrier: Carrier, config: Config): Promise<string> {
  if (carrier === 'telnyx')
    throw new Error('Telnyx signs with a private key, which no gateway has. Give the key with --secret.');
  const [secret] = config.carrierSecrets[carrier];
  if (secret !== undefined) return secret;
  if (carrier === 'twilio') return (await readSecrets(config.dataDir)).twilioAuthToken;
  throw new Error(
    `No secret of ${carrier} is set. Give one with --secret, or set the gateway’s secret in the environment.`,
  );
}

function outcomesOf(text: string): readonly [DialOutcome, ...DialOutcome[]] {
  const [first, ...more] = text.split(',').map((each) => {
    const outcome = DIAL_OUTCOMES.find((one) => one === each);
    if (!outcome) throw new Error(`--outcome must be one of ${DIAL_OUTCOMES.join(', ')}.`);
    return outcome;
  });
  return [first ?? 'answered', ...more];
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Error(`${option} must be a whole number.`);
  return value;
}

function indent(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `    ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');
}
