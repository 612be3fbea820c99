import { parseArgs } from 'node:util';

export const STORES = ['sqlite', 'mongodb'] as const;
export type StoreName = (typeof STORES)[number];

export type ChaosOptions = {
  /** How long pages, callers and faults run. The start and the checks come on top. */
  seconds: number;
  /** Selects the faults and the load. The times at which processes run differ from run to run. */
  seed: number;
  store: StoreName;
  /** How many faults may last at the same time. With one, everything recovers before the next fault. */
  faultsAtOnce: number;
  /** Says whether the driver breaks the product on purpose, to show that the checks find it. */
  isControl: boolean;
};

export const HELP = `Breaks a running Ringtrail on this machine for some minutes, and checks every call, answer and webhook.

  npm run chaos -- --seconds 60 --seed 7 --store mongodb

  --seconds  how long pages, callers and faults run, from 5 to 3600 (300)
  --seed     a whole number that selects the faults and the load (a random one, which is printed)
  --store    ${STORES.join(' or ')} (sqlite); mongodb needs the development packages and a mongod
  --at-once  how many faults may last at the same time, 1 or 2 (2); with 1, everything recovers before the next
  --control  breaks the data of Redis and loses webhooks on purpose: the run must end with violations
  --help     prints this text

It starts two gateways, two workers, a Redis and a store on loopback, and ends with 1 at a violation. docs/reliability.md
explains the checks.
`;

const MAX_SECONDS = 3600;
const MIN_SECONDS = 5;
const MAX_SEED = 2 ** 31;

/** Parses the arguments. Returns null when help is wanted. Throws an error with a sentence for the user. */
export function parseOptions(argv: readonly string[]): ChaosOptions | null {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seconds: { type: 'string', default: '300' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
      store: { type: 'string', default: 'sqlite' },
      'at-once': { type: 'string', default: '2' },
      control: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const store = STORES.find((name) => name === values.store);
  if (!store) throw new Error(`--store must be ${STORES.join(' or ')}.`);
  return {
    seconds: wholeNumber('--seconds', values.seconds, MIN_SECONDS, MAX_SECONDS),
    seed: wholeNumber('--seed', values.seed, 0, MAX_SEED),
    store,
    faultsAtOnce: wholeNumber('--at-once', values['at-once'], 1, 2),
    isControl: values.control,
  };
}

function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new Error(`${option} must be a whole number from ${min} to ${max}.`);
}
