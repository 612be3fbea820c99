import { parseArgs } from 'node:util';
import { loadConfig } from '../config/load.ts';
import { isE164 } from './domain/phone.ts';
import { readRunFile } from './infra/run-file.ts';
import { readSecrets } from './infra/secrets.ts';
import { type CallPlan, playTwilioCall } from './voice/simulator/twilio-call.ts';

const HELP = `Plays a call against a running Ringtrail the way Twilio does, signed with the account's token.

  npm run call -- --to +12025550100 --from +12025550177

  --to       the number that is called: one of a pool
  --from     the caller
  --outcome  answered (default), busy or no-answer
  --ring     seconds until somebody answers, or nobody (4)
  --talk     seconds of talking (42)
  --url      the gateway, where it is not the one that runs on this data folder
`;

/** The carrier for development: sends a call's webhooks and prints what it sent and got. */
export async function main(argv: string[]): Promise<void> {
  let plan: CallPlan;
  try {
    plan = await planFrom(argv);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${HELP}`);
    process.exitCode = 2;
    return;
  }
  const { exchanges } = await playTwilioCall(plan, ({ what, url, fields, status, body }) => {
    process.stdout.write(`→ ${what}  POST ${url}\n${indent(fields)}\n← ${status}  ${body}\n\n`);
  });
  if (exchanges.some(({ status }) => status >= 400)) process.exitCode = 1;
}

async function planFrom(argv: string[]): Promise<CallPlan> {
  const { values } = parseArgs({
    args: argv,
    options: {
      to: { type: 'string' },
      from: { type: 'string', default: '+12025550177' },
      outcome: { type: 'string', default: 'answered' },
      ring: { type: 'string', default: '4' },
      talk: { type: 'string', default: '42' },
      url: { type: 'string' },
    },
  });
  const config = loadConfig(process.env);
  const { to, from, outcome } = values;
  if (!to || !isE164(to)) throw new Error('--to must be a phone number in E.164.');
  if (!isOutcome(outcome)) throw new Error('--outcome must be answered, busy or no-answer.');
  const running = await readRunFile(config.dataDir);
  const localUrl = values.url ?? running?.localUrl;
  if (!localUrl) throw new Error('No Ringtrail runs on this data folder; start it, or say --url.');
  const authToken = config.carrierSecrets.twilio[0] ?? (await readSecrets(config.dataDir)).twilioAuthToken;
  return {
    localUrl,
    publicUrl: values.url ?? running?.publicUrl ?? localUrl,
    authToken,
    from,
    to,
    outcome,
    ringSeconds: seconds('--ring', values.ring),
    talkSeconds: seconds('--talk', values.talk),
  };
}

function isOutcome(text: string): text is CallPlan['outcome'] {
  return text === 'answered' || text === 'busy' || text === 'no-answer';
}

function seconds(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Error(`${option} must be a whole number of seconds.`);
  return value;
}

function indent(fields: Record<string, string>): string {
  return Object.entries(fields)
    .map(([name, value]) => `    ${name}=${value}`)
    .join('\n');
}
