import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { carrierVariables } from './carrier-variables.ts';
import {
  isAddressRange,
  isHostName,
  isPublicUrl,
  isSender,
  isSmtpUrl,
  isStoreUrl,
  listOf,
  secrets,
  wholeNumber,
} from './formats.ts';
import { oidcVariables } from './oidc-variables.ts';
import { redisVariables } from './redis-variables.ts';
import { docs } from './variable-docs.ts';

const ROLES = ['gateway', 'worker', 'all'] as const;
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const ON_OFF = ['on', 'off'] as const;
/** The environment's variables, in the order of the documentation. */
export const variables = {
  PORT: wholeNumber(0, 65_535)
    .transform((number) => ({ number, fixed: true }))
    .default({ number: 8080, fixed: false })
    .readonly()
    .register(docs, {
      description:
        'The port to listen on. 0 takes any free port. When PORT is unset, Ringtrail takes the port of its last start, ' +
        'which DATA_DIR/port holds, or else the first free one from 8080 to 8179.',
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
        'The address to listen on. The default is every IPv4 address: it works on machines without IPv6 and shows ' +
        'clients as plain IPv4 addresses. "::" adds IPv6. 127.0.0.1 serves this machine only.',
      default: '0.0.0.0',
      example: '127.0.0.1',
      expected: 'an IP address or a host name',
    }),
  METRICS_PORT: wholeNumber(1, 65_535).nullable().default(null).register(docs, {
    description:
      'A port for /metrics alone. A worker listens on no other port. A gateway also has /metrics on PORT.',
    default: 'none',
    example: '9464',
    expected: 'a whole number from 1 to 65535',
  }),
  PUBLIC_URL: z
    .string()
    .refine(isPublicUrl)
    // URL would write the host in lower case, and carriers sign the text that they have.
    .transform((url) => url.replace(/\/+$/, ''))
    .nullable()
    .default(null)
    .register(docs, {
      description:
        'The address under which carriers and browsers reach this server. Carriers sign it, so it must be exactly the ' +
        'address that they call.',
      default: 'http://localhost:<port>',
      example: 'https://calls.example.com',
      expected: 'an http:// or https:// URL without user name, query and fragment',
    }),
  ROLE: z.enum(ROLES).default('all').register(docs, {
    description:
      'The role of this process. gateway answers browsers and carriers, worker attributes and delivers, all does both.',
    default: 'all',
    example: 'gateway',
    expected: 'gateway, worker or all',
  }),
  DATA_DIR: z
    .string()
    .prefault('./data')
    .transform((path) => resolve(path))
    .register(docs, {
      description: 'The folder for all files of this machine. Only one Ringtrail at a time can use it.',
      default: './data',
      example: '/var/lib/ringtrail',
      expected: 'a path, absolute or relative to the current folder',
    }),
  ...redisVariables,
  STORE_URL: z
    .string()
    .refine(isStoreUrl)
    .nullable()
    .default(null)
    .register(docs, {
      description:
        'The durable store: an SQLite file or a MongoDB. Gateway and worker must have the same one. The default is an ' +
        'SQLite file in DATA_DIR.',
      default: 'sqlite:<DATA_DIR>/ringtrail.db',
      example: 'mongodb://mongo.example.com:27017/ringtrail',
      expected: 'sqlite:/path/to/file, or a URL that begins with mongodb:// or mongodb+srv://',
      secret: true,
    }),
  RINGTRAIL_ADMIN_KEY: z.string().regex(/^\S+$/).min(16).nullable().default(null).register(docs, {
    description:
      'The first API key of scope admin. When it is unset, the first start makes one and saves it in DATA_DIR.',
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
        "The key that hashes callers' numbers, for providers that do not store the numbers. All processes need the same " +
        'key. After a change, callers are not recognised from their earlier calls. When it is unset, the first start ' +
        'makes one and saves it in DATA_DIR.',
      default: 'made at the first start',
      example: 'another-long-random-word',
      expected: 'at least 16 characters without spaces',
      secret: true,
    }),
  CREDENTIALS_KEY: secrets(/^\S{16,}$/).register(docs, {
    description:
      "The key that encrypts consumers' credentials and people's second factors in the store. All processes need the same " +
      'key. To change it, set the new one and the old one, separated by a comma. When it is unset, the store has the ' +
      'credentials as plain text. Second factors are then encrypted with the key that the first start saves in DATA_DIR.',
    default: 'none',
    example: 'a-long-random-word-of-yours',
    expected: 'one or more words of at least 16 characters, separated by commas',
    secret: true,
  }),
  SMTP_URL: z
    .string()
    .refine(isSmtpUrl)
    .nullable()
    .default(null)
    .register(docs, {
      description:
        'The mail server that sends invitations and links for new passwords. smtps:// encrypts from the beginning, and ' +
        'smtp://…?requireTLS=true refuses a server that does not. All processes need the same value. When it is unset, ' +
        'the link is shown to the person who invites.',
      default: 'none',
      example: 'smtps://user:password@mail.example.com',
      expected: 'a URL that begins with smtp:// or smtps://',
      secret: true,
    }),
  MAIL_FROM: z.string().refine(isSender).nullable().default(null).register(docs, {
    description: 'The sender of mails. SMTP_URL needs it.',
    default: 'none',
    example: 'Ringtrail <ringtrail@example.com>',
    expected: 'an e-mail address, or a name and an address in angle brackets',
  }),
  AUDIT_DAYS: wholeNumber(1, 3650).default(90).register(docs, {
    description: 'How many days the audit log keeps the requests of each key.',
    default: '90',
    example: '365',
    expected: 'a whole number from 1 to 3650',
  }),
  ...oidcVariables,
  ...carrierVariables,
  BACKUP_TO: z
    .string()
    .transform((path) => resolve(path))
    .nullable()
    .default(null)
    .register(docs, {
      description:
        'The folder in which a worker makes back-ups by schedule. It should be on another disk. The files hold secrets.',
      default: 'none: no back-ups are made by schedule',
      example: '/mnt/backups',
      expected: 'a path, absolute or relative to the current folder',
    }),
  BACKUP_EVERY: wholeNumber(1, 720).default(24).register(docs, {
    description: 'The hours from one back-up to the next.',
    default: '24',
    example: '6',
    expected: 'a whole number from 1 to 720',
  }),
  BACKUP_KEEP: wholeNumber(1, 1000).default(7).register(docs, {
    description: 'The number of back-ups that stay in BACKUP_TO. A worker removes older ones.',
    default: '7',
    example: '30',
    expected: 'a whole number from 1 to 1000',
  }),
  RECONCILE_MINUTES: wholeNumber(0, 1440).default(15).register(docs, {
    description:
      "How often workers search the carriers' call lists for calls without webhooks, in minutes. 0: never.",
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
        'The proxies whose X-Forwarded-* headers are trusted: how many are in front of this server, or their addresses.',
      default: 'off',
      example: '10.0.0.0/8,loopback',
      expected:
        'off, the number of proxies (1 to 100), or IP addresses, CIDR ranges and the names loopback, linklocal, ' +
        'uniquelocal, separated by commas',
    }),
  RATE_LIMIT: wholeNumber(0, 1_000_000)
    .default(60)
    .register(docs, {
      description:
        'How many numbers one client address can request per minute. An IPv6 address counts by its /64. An address has ten ' +
        'times as many renewals, and as many hits. 0: no limit of any kind by address, also none of ADDRESS_SHARE and ' +
        'FIRST_HOLD_SECONDS.',
      default: '60',
      example: '120',
      expected: 'a whole number from 0 to 1000000',
    }),
  API_RATE_LIMIT: wholeNumber(0, 1_000_000)
    .default(1200)
    .register(docs, {
      description:
        'How many requests one key can make per minute. An address can make 30 requests per minute without a valid key. 0: ' +
        'no limit for keys and wrong keys.',
      default: '1200',
      example: '6000',
      expected: 'a whole number from 0 to 1000000',
    }),
  REQUIRE_SECOND_FACTOR: z
    .enum(ON_OFF)
    .default('off')
    .transform((value) => value === 'on')
    .register(docs, {
      description:
        'Whether people need a second factor. Somebody who signed in by password alone can then only add an authenticator app ' +
        'or a passkey. A passkey counts as both factors, and a sign-in by OpenID Connect as the provider decides.',
      default: 'off',
      example: 'on',
      expected: 'on or off',
    }),
  ADDRESS_SHARE: wholeNumber(0, 100)
    .default(25)
    .register(docs, {
      description:
        "The percentage of a pool's numbers that the visitors of one client address can hold at a time, at least ten " +
        'numbers. Further visitors of the address get the numbers of their buckets. 0: an address is not limited, and no ' +
        'link gives way.',
      default: '25',
      example: '50',
      expected: 'a whole number from 0 to 100',
    }),
  FIRST_HOLD_SECONDS: wholeNumber(5, 3600)
    .default(15)
    .register(docs, {
      description:
        "How long a new link lives until its page's first renewal or tap, in seconds. The page is asked to renew after two " +
        "thirds of it. A pool's holdSeconds counts where it is shorter.",
      default: '15',
      example: '30',
      expected: 'a whole number from 5 to 3600',
    }),
  GEOIP_DB: z
    .string()
    .transform((path) => resolve(path))
    .nullable()
    .default(null)
    .register(docs, {
      description:
        "A database in MaxMind's format (.mmdb) with countries or cities. For sites with the criterion location, the gateway " +
        "then finds the visitor's place by the client address, where neither page nor server names it. The gateway reads the " +
        'file again when it changes. Ringtrail downloads no database.',
      default: 'none',
      example: '/var/lib/GeoIP/GeoLite2-City.mmdb',
      expected: 'a path, absolute or relative to the current folder',
    }),
  ANSWER_BUDGET_MS: wholeNumber(50, 10_000)
    .default(800)
    .register(docs, {
      description:
        'How long the answer to a call can take, in milliseconds. After that, the gateway forwards the call to the best ' +
        'endpoint that it knows, without the routing plan.',
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
        'Whether consumers can have addresses of private networks and of this machine, and plain http, and whether the check of ' +
        'an installation opens pages there. Everyone who can create consumers or change sites can then reach every address that ' +
        'this server can reach.',
      default: 'off',
      example: 'on',
      expected: 'on or off',
    }),
  DELIVERY_TIMEOUT_MS: wholeNumber(1000, 30_000).default(20_000).register(docs, {
    description:
      'How long a consumer can take to answer, in milliseconds. After that, the worker retries the delivery later.',
    default: '20000',
    example: '15000',
    expected: 'a whole number from 1000 to 30000',
  }),
  LOG_LEVEL: z
    .enum(LOG_LEVELS)
    .default('info')
    .register(docs, {
      description: 'The lowest level that is logged.',
      default: 'info',
      example: 'debug',
      expected: `one of ${LOG_LEVELS.join(', ')}`,
    }),
  DEMO: z
    .enum(ON_OFF)
    .default('on')
    .transform((value) => value === 'on')
    .register(docs, {
      description: 'Whether an empty store gets a demo provider with numbers and a demo page.',
      default: 'on',
      example: 'off',
      expected: 'on or off',
    }),
  DEMO_DAYS: wholeNumber(0, 90)
    .default(21)
    .register(docs, {
      description:
        'How many past days of made-up visits and calls a new demo gets. Ringtrail makes them in the background after the ' +
        'first start. 0: none.',
      default: '21',
      example: '0',
      expected: 'a whole number from 0 to 90',
    }),
};
export type VariableName = keyof typeof variables;
