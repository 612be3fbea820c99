import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { z } from 'zod';

/** What a person needs to know about one variable; help and docs/configuration.md are made from it. */
interface VariableDoc {
  description: string;
  /** What holds when it is unset, in words or as a value. */
  default: string;
  example: string;
  /** Completes "expected …" in an error. */
  expected: string;
  /** Its value may hold a password, a token or a key: it is never shown. */
  secret?: boolean;
}
export const docs = z.registry<VariableDoc>();

const ROLES = ['gateway', 'worker', 'all'] as const;
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const ON_OFF = ['on', 'off'] as const;
/** proxy-addr's names for address ranges. */
const NAMED_RANGES = ['loopback', 'linklocal', 'uniquelocal'];

/** The environment's variables, in the order of the documentation. */
export const variables = {
  PORT: wholeNumber(0, 65_535)
    .transform((number) => ({ number, fixed: true }))
    .default({ number: 8080, fixed: false })
    .readonly()
    .register(docs, {
      description: 'The port to listen on. 0 takes any free port; so does an unset PORT where 8080 is taken.',
      default: '8080',
      example: '8080',
      expected: 'a whole number from 0 to 65535',
    }),
  HOST: z
    .string()
    .refine((host) => isIP(host) > 0 || isHostName(host))
    .default('0.0.0.0')
    .register(docs, {
      description:
        'The address to listen on. The default is every IPv4 address, which works on machines without IPv6 and ' +
        'shows callers as plain IPv4 addresses; "::" adds IPv6, 127.0.0.1 keeps to this machine.',
      default: '0.0.0.0',
      example: '127.0.0.1',
      expected: 'an IP address or a host name',
    }),
  METRICS_PORT: wholeNumber(1, 65_535).nullable().default(null).register(docs, {
    description:
      'A port for /metrics alone. It is the only one that a worker listens on; a gateway has /metrics on PORT too.',
    default: 'none',
    example: '9464',
    expected: 'a whole number from 1 to 65535',
  }),
  PUBLIC_URL: z
    .string()
    .refine(isPublicUrl)
    // Not through URL, which would write the host in small letters: carriers sign the text that they were given.
    .transform((url) => url.replace(/\/+$/, ''))
    .nullable()
    .default(null)
    .register(docs, {
      description:
        'The address under which carriers and browsers reach this server. Carriers sign it: it must be exactly what ' +
        'they call.',
      default: 'http://localhost:<port>',
      example: 'https://calls.example.com',
      expected: 'an http:// or https:// URL without user name, query and fragment',
    }),
  ROLE: z.enum(ROLES).default('all').register(docs, {
    description:
      'What this process does: gateway answers browsers and carriers, worker attributes and delivers, all does both.',
    default: 'all',
    example: 'gateway',
    expected: 'gateway, worker or all',
  }),
  DATA_DIR: z
    .string()
    .prefault('./data')
    .transform((path) => resolve(path))
    .register(docs, {
      description:
        'The folder for everything that is kept on this machine. One Ringtrail at a time may use it.',
      default: './data',
      example: '/var/lib/ringtrail',
      expected: 'a path; a relative one begins at the current folder',
    }),
  REDIS_URL: z
    .string()
    .refine(isRedisUrl)
    .transform(redisAddress)
    .nullable()
    .default(null)
    .register(docs, {
      description:
        'The Redis (6.2 or newer) for live links and jobs. Unset, a private redis-server is started and stopped with ' +
        'this process, its data in DATA_DIR; that needs ROLE=all, as gateway and worker must share one Redis.',
      default: 'a private redis-server',
      example: 'redis://user:password@redis.example.com:6379/0',
      expected: 'a URL that begins with redis://, rediss:// or unix:///',
      secret: true,
    }),
  STORE_URL: z
    .string()
    .refine(isStoreUrl)
    .nullable()
    .default(null)
    .register(docs, {
      description:
        'The durable store: an SQLite file or a MongoDB. Gateway and worker must be given the same one. Unset, it is an ' +
        'SQLite file in DATA_DIR.',
      default: 'sqlite:<DATA_DIR>/ringtrail.db',
      example: 'mongodb://mongo.example.com:27017/ringtrail',
      expected: 'sqlite:/path/to/file, or a URL that begins with mongodb:// or mongodb+srv://',
      secret: true,
    }),
  RINGTRAIL_ADMIN_KEY: z.string().regex(/^\S+$/).min(16).nullable().default(null).register(docs, {
    description:
      'The first API key of scope admin. Unset, one is made at the first start and kept in DATA_DIR.',
    default: 'made at the first start',
    example: 'a-long-random-word-of-your-own',
    expected: 'at least 16 characters without spaces',
    secret: true,
  }),
  CALLER_SECRET: z
    .string()
    .regex(/^\S+$/)
    .min(16)
    .nullable()
    .default(null)
    .register(docs, {
      description:
        "What callers' numbers are hashed with, for providers that do not keep them. Several processes need the same; once " +
        'changed, callers are not recognised by their former calls. Unset, one is made at the first start and kept in DATA_DIR.',
      default: 'made at the first start',
      example: 'another-long-random-word',
      expected: 'at least 16 characters without spaces',
      secret: true,
    }),
  CREDENTIALS_KEY: secrets(/^\S{16,}$/).register(docs, {
    description:
      "What consumers' credentials are sealed with in the store; several processes need the same. While it is changed, the " +
      'new one and the old one separated by a comma. Unset, credentials lie in the store as they are.',
    default: 'none',
    example: 'a-long-random-word-of-yours',
    expected: 'one or more words of at least 16 characters, separated by commas',
    secret: true,
  }),
  AUDIT_DAYS: wholeNumber(1, 3650).default(90).register(docs, {
    description: 'For how many days it is kept which key asked for what.',
    default: '90',
    example: '365',
    expected: 'a whole number from 1 to 3650',
  }),
  TWILIO_AUTH_TOKEN: secrets(/^\S+$/).register(docs, {
    description:
      'The auth token of the Twilio account, with which its webhooks are signed; while rotating, the old and the ' +
      'new one separated by a comma. Unset, no Twilio webhook is accepted.',
    default: 'none',
    example: '0123456789abcdef0123456789abcdef',
    expected: 'one or more tokens separated by commas, none of them empty',
    secret: true,
  }),
  SIGNALWIRE_SIGNING_KEY: secrets(/^\S+$/).register(docs, {
    description:
      'The signing key of the SignalWire project. Several, for several projects or while one is rotated, are ' +
      'separated by commas. Unset, no SignalWire webhook is accepted.',
    default: 'none',
    example: 'PSK0123456789abcdef',
    expected: 'one or more signing keys separated by commas, none of them empty',
    secret: true,
  }),
  TELNYX_PUBLIC_KEY: secrets(/^[A-Za-z0-9+/]{43}=$/).register(docs, {
    description:
      'The public key of the Telnyx account, as its portal shows it; several are separated by commas. The TeXML ' +
      'application must use POST, since Telnyx does not sign the URL. Unset, no Telnyx webhook is accepted.',
    default: 'none',
    example: '+7E99DXiiQXvceNX4nHm3Lbm5mqPWad5RhDr2ufuCik=',
    expected: 'one or more Ed25519 public keys in base64 (44 characters) separated by commas',
  }),
  PLIVO_AUTH_TOKEN: secrets(/^\S+$/).register(docs, {
    description:
      'The auth token of the Plivo account, or of its main account; several are separated by commas. Unset, no Plivo ' +
      'webhook is accepted.',
    default: 'none',
    example: '0123456789abcdef0123456789abcdef01234567',
    expected: 'one or more tokens separated by commas, none of them empty',
    secret: true,
  }),
  VONAGE_SIGNATURE_SECRET: secrets(/^\S+$/).register(docs, {
    description:
      "The signature secret of the Vonage account, with signed webhooks switched on in the application's settings; " +
      'several are separated by commas. Unset, no Vonage webhook is accepted.',
    default: 'none',
    example: '0123456789abcdef0123456789abcdef',
    expected: 'one or more signature secrets separated by commas, none of them empty',
    secret: true,
  }),
  BANDWIDTH_CREDENTIALS: secrets(/^[^:\s]+:\S+$/).register(docs, {
    description:
      "The user name and password that the Bandwidth application's webhooks come with (HTTP Basic); several are " +
      'separated by commas, and the first is what Ringtrail asks its callbacks to come with. Bandwidth signs nothing, ' +
      'so PUBLIC_URL must be https. Unset, no Bandwidth webhook is accepted.',
    default: 'none',
    example: 'ringtrail:a-long-random-password',
    expected: 'one or more user:password separated by commas',
    secret: true,
  }),
  TWILIO_ACCOUNTS: accounts().register(docs, {
    description:
      'The Twilio accounts whose call list and numbers are compared with ours, each as account SID and auth token; ' +
      'several are separated by commas. Unset, calls that webhooks missed stay missing.',
    default: 'none',
    example: 'AC0123456789abcdef0123456789abcdef:0123456789abcdef0123456789abcdef',
    expected: 'one or more id:secret separated by commas',
    secret: true,
  }),
  TWILIO_API_URL: apiUrl('https://api.twilio.com').register(docs, {
    description: "Where Twilio's HTTP API is.",
    default: 'https://api.twilio.com',
    example: 'https://api.dublin.ie1.twilio.com',
    expected: 'an http:// or https:// URL without user name, path, query and fragment',
  }),
  SIGNALWIRE_ACCOUNTS: accounts().register(docs, {
    description:
      'The SignalWire projects whose call list and numbers are compared with ours, each as project id and API token; ' +
      'several are separated by commas.',
    default: 'none',
    example: '01234567-89ab-cdef-0123-456789abcdef:PT0123456789abcdef',
    expected: 'one or more id:secret separated by commas',
    secret: true,
  }),
  SIGNALWIRE_API_URL: apiUrl(null).register(docs, {
    description: 'The SignalWire space, where its HTTP API is. Needed with SIGNALWIRE_ACCOUNTS.',
    default: 'none',
    example: 'https://example.signalwire.com',
    expected: 'an http:// or https:// URL without user name, path, query and fragment',
  }),
  TELNYX_ACCOUNTS: accounts().register(docs, {
    description:
      'The Telnyx accounts whose call list and numbers are compared with ours, each as account SID (the id of the ' +
      'organization) and API key; several are separated by commas.',
    default: 'none',
    example: '01234567-89ab-cdef-0123-456789abcdef:KEY0123456789ABCDEF',
    expected: 'one or more id:secret separated by commas',
    secret: true,
  }),
  TELNYX_API_URL: apiUrl('https://api.telnyx.com').register(docs, {
    description: "Where Telnyx' HTTP API is.",
    default: 'https://api.telnyx.com',
    example: 'https://api.telnyx.com',
    expected: 'an http:// or https:// URL without user name, path, query and fragment',
  }),
  PLIVO_ACCOUNTS: accounts().register(docs, {
    description:
      'The Plivo accounts whose call list and numbers are compared with ours, each as auth id and auth token; several ' +
      'are separated by commas.',
    default: 'none',
    example: 'MA0123456789ABCDEF01:0123456789abcdef0123456789abcdef01234567',
    expected: 'one or more id:secret separated by commas',
    secret: true,
  }),
  PLIVO_API_URL: apiUrl('https://api.plivo.com').register(docs, {
    description: "Where Plivo's HTTP API is.",
    default: 'https://api.plivo.com',
    example: 'https://api.plivo.com',
    expected: 'an http:// or https:// URL without user name, path, query and fragment',
  }),
  RECONCILE_MINUTES: wholeNumber(0, 1440).default(15).register(docs, {
    description:
      "How often workers look through the carriers' call lists for what webhooks missed, in minutes; 0: never.",
    default: '15',
    example: '5',
    expected: 'a whole number from 0 to 1440',
  }),
  TRUST_PROXY: z
    .union([
      z.literal('off').transform(() => false as const),
      wholeNumber(1, 100),
      z
        .string()
        .transform(listOf)
        .refine((entries) => entries.every(isAddressRange))
        .readonly(),
    ])
    .default(false)
    .register(docs, {
      description:
        'Whose X-Forwarded-* headers are believed: the number of proxies in front of this server, or their addresses.',
      default: 'off',
      example: '10.0.0.0/8,loopback',
      expected:
        'off, the number of proxies (1 to 100), or IP addresses, CIDR ranges and the names loopback, linklocal, ' +
        'uniquelocal, separated by commas',
    }),
  RATE_LIMIT: wholeNumber(0, 1_000_000).default(60).register(docs, {
    description: 'How many numbers one client address may ask for in a minute; 0 sets no limit.',
    default: '60',
    example: '120',
    expected: 'a whole number from 0 to 1000000',
  }),
  ANSWER_BUDGET_MS: wholeNumber(50, 10_000)
    .default(800)
    .register(docs, {
      description:
        'How long an answer to a call may take, in milliseconds; after that the call is forwarded plainly, to the best ' +
        'endpoint that is known by then.',
      default: '800',
      example: '500',
      expected: 'a whole number from 50 to 10000',
    }),
  DELIVERY_PRIVATE_NETWORKS: z
    .enum(ON_OFF)
    .default('off')
    .transform((value) => value === 'on')
    .register(docs, {
      description:
        "Whether consumers may be at addresses of private networks, this machine's own included, and be sent to by plain " +
        'http. Whoever may set up consumers can then reach what this server can reach.',
      default: 'off',
      example: 'on',
      expected: 'on or off',
    }),
  DELIVERY_TIMEOUT_MS: wholeNumber(1000, 30_000).default(20_000).register(docs, {
    description:
      'How long a consumer may take to answer, in milliseconds; after that it is tried again later.',
    default: '20000',
    example: '15000',
    expected: 'a whole number from 1000 to 30000',
  }),
  LOG_LEVEL: z
    .enum(LOG_LEVELS)
    .default('info')
    .register(docs, {
      description: 'The least severe level that is logged.',
      default: 'info',
      example: 'debug',
      expected: `one of ${LOG_LEVELS.join(', ')}`,
    }),
  DEMO: z
    .enum(ON_OFF)
    .default('on')
    .transform((value) => value === 'on')
    .register(docs, {
      description: 'Whether an empty store is filled with a demo provider, its numbers and a demo page.',
      default: 'on',
      example: 'off',
      expected: 'on or off',
    }),
};
export type VariableName = keyof typeof variables;

/** The one way from the environment to the configuration. */
export const configSchema = z
  .object(variables)
  .transform((env) => ({
    port: env.PORT,
    host: env.HOST,
    /** Null: none. */
    metricsPort: env.METRICS_PORT,
    /** Null: http://localhost:<the port that is listened on>. */
    publicUrl: env.PUBLIC_URL,
    role: env.ROLE,
    /** Absolute. */
    dataDir: env.DATA_DIR,
    /** A redis:// or rediss:// URL, or the path of a socket; null: a private redis-server. */
    redisUrl: env.REDIS_URL,
    storeUrl: env.STORE_URL ?? `sqlite:${join(env.DATA_DIR, 'ringtrail.db')}`,
    /** Null: made at the first start and kept in dataDir. */
    adminKey: env.RINGTRAIL_ADMIN_KEY,
    /** Null: made at the first start and kept in dataDir. */
    callerSecret: env.CALLER_SECRET,
    /** The first is sealed with, all open; empty: nothing is sealed. */
    credentialsKeys: env.CREDENTIALS_KEY,
    auditDays: env.AUDIT_DAYS,
    /** What each carrier's webhooks are checked with; a carrier with none is not served. */
    carrierSecrets: Object.freeze({
      twilio: env.TWILIO_AUTH_TOKEN,
      signalwire: env.SIGNALWIRE_SIGNING_KEY,
      telnyx: env.TELNYX_PUBLIC_KEY,
      plivo: env.PLIVO_AUTH_TOKEN,
      vonage: env.VONAGE_SIGNATURE_SECRET,
      bandwidth: env.BANDWIDTH_CREDENTIALS,
    }),
    /** What each carrier's call list and numbers are asked with: a base URL, and accounts as `id:secret`. */
    carrierApis: Object.freeze({
      twilio: Object.freeze({ url: env.TWILIO_API_URL, accounts: env.TWILIO_ACCOUNTS }),
      signalwire: Object.freeze({ url: env.SIGNALWIRE_API_URL, accounts: env.SIGNALWIRE_ACCOUNTS }),
      telnyx: Object.freeze({ url: env.TELNYX_API_URL, accounts: env.TELNYX_ACCOUNTS }),
      plivo: Object.freeze({ url: env.PLIVO_API_URL, accounts: env.PLIVO_ACCOUNTS }),
    }),
    /** Minutes; 0: never. */
    reconcileMinutes: env.RECONCILE_MINUTES,
    /** As Express's setting `trust proxy` takes it. */
    trustProxy: env.TRUST_PROXY,
    /** Allocations a minute for each client address; 0 sets no limit. */
    rateLimit: env.RATE_LIMIT,
    /** Milliseconds for the answer to a call. */
    answerBudgetMs: env.ANSWER_BUDGET_MS,
    delivery: Object.freeze({
      allowPrivate: env.DELIVERY_PRIVATE_NETWORKS,
      /** Milliseconds for the whole exchange with a consumer. */
      timeoutMs: env.DELIVERY_TIMEOUT_MS,
    }),
    logLevel: env.LOG_LEVEL,
    demo: env.DEMO,
  }))
  .readonly();
export type Config = z.output<typeof configSchema>;

function wholeNumber(least: number, most: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine((number) => number >= least && number <= most);
}

/** Several at once: one for each account, and two while one is rotated. */
function secrets(each: RegExp) {
  return z
    .string()
    .transform(listOf)
    .refine((list) => list.every((one) => each.test(one)))
    .default([])
    .readonly();
}

/** Accounts of a carrier, each as its id and what it is asked with. */
function accounts() {
  return secrets(/^[^:\s]+:\S+$/);
}

function apiUrl(url: string | null) {
  return z
    .string()
    .refine((value) => isPublicUrl(value) && new URL(value).pathname === '/')
    .transform((value) => value.replace(/\/+$/, ''))
    .nullable()
    .default(url);
}

function listOf(value: string): string[] {
  return value.split(',').map((entry) => entry.trim());
}

function isHostName(host: string): boolean {
  return /^(?=.{1,253}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*$/i.test(host) && !/^[\d.]+$/.test(host);
}

function isPublicUrl(value: string): boolean {
  if (!URL.canParse(value) || /[?#]/.test(value)) return false;
  const { protocol, username, password } = new URL(value);
  return ['http:', 'https:'].includes(protocol) && username === '' && password === '';
}

function isRedisUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  if (protocol === 'unix:') return /^unix:\/\/\/./.test(value);
  return ['redis:', 'rediss:'].includes(protocol) && hostname !== '';
}

/** As ioredis takes it: it knows a socket by its bare path. */
function redisAddress(value: string): string {
  return value.replace(/^unix:\/\//, '');
}

/** A MongoDB URL may name several hosts, which is no URL to the standard's parser. */
function isStoreUrl(value: string): boolean {
  return /^sqlite:\/[^/]/.test(value) || /^mongodb(\+srv)?:\/\/[^/\s]\S*$/.test(value);
}

function isAddressRange(entry: string): boolean {
  if (NAMED_RANGES.includes(entry)) return true;
  const [address = '', prefix, ...rest] = entry.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}
