import { join } from 'node:path';
import { z } from 'zod';
import type { Setting } from './settings.ts';
import { variables } from './variables.ts';

/** Turns the environment into the configuration. A new variable is an entry in variables.ts, and a line here that names it. */
export const configSchema = z
  .object(variables)
  .transform((env) => ({
    port: env.PORT,
    host: env.HOST,
    /** Null: no port for metrics alone. */
    metricsPort: env.METRICS_PORT,
    /** Null: http://localhost with the port. */
    publicUrl: env.PUBLIC_URL,
    role: env.ROLE,
    /** Absolute. */
    dataDir: env.DATA_DIR,
    /** The URL, or the path of a socket, with the files for TLS. Null: a private redis-server. */
    redis:
      env.REDIS_URL === null
        ? null
        : Object.freeze({
            url: env.REDIS_URL,
            tls: Object.freeze({ ca: env.REDIS_CA_FILE, cert: env.REDIS_CERT_FILE, key: env.REDIS_KEY_FILE }),
          }),
    storeUrl: env.STORE_URL ?? `sqlite:${join(env.DATA_DIR, 'ringtrail.db')}`,
    /** Null: the first start makes one and saves it in dataDir. */
    adminKey: env.RINGTRAIL_ADMIN_KEY,
    /** Null: the first start makes one and saves it in dataDir. */
    callerSecret: env.CALLER_SECRET,
    /** The first key encrypts, and all keys decrypt. Empty: credentials of consumers stay plain text. */
    credentialsKeys: env.CREDENTIALS_KEY,
    /** Null: people sign in without an OpenID Connect provider. */
    oidc:
      env.OIDC_ISSUER && env.OIDC_CLIENT_ID && env.OIDC_CLIENT_SECRET
        ? Object.freeze({
            issuer: env.OIDC_ISSUER,
            clientId: env.OIDC_CLIENT_ID,
            clientSecret: env.OIDC_CLIENT_SECRET,
            name: env.OIDC_NAME,
          })
        : null,
    /** Null: one-time links are shown, not sent. */
    mailServer:
      env.SMTP_URL === null || env.MAIL_FROM === null
        ? null
        : Object.freeze({ url: env.SMTP_URL, from: env.MAIL_FROM }),
    auditDays: env.AUDIT_DAYS,
    /** Null: no back-ups are made by schedule. */
    backups:
      env.BACKUP_TO === null
        ? null
        : Object.freeze({ folder: env.BACKUP_TO, everyHours: env.BACKUP_EVERY, keep: env.BACKUP_KEEP }),
    /** The secrets that verify each carrier's webhooks. A carrier without a secret is not served. */
    carrierSecrets: Object.freeze({
      twilio: env.TWILIO_AUTH_TOKEN,
      signalwire: env.SIGNALWIRE_SIGNING_KEY,
      telnyx: env.TELNYX_PUBLIC_KEY,
      plivo: env.PLIVO_AUTH_TOKEN,
      vonage: env.VONAGE_SIGNATURE_SECRET,
      bandwidth: env.BANDWIDTH_CREDENTIALS,
    }),
    /** The access to each carrier's call list and numbers: a base URL, and accounts as `id:secret`. */
    carrierApis: Object.freeze({
      twilio: Object.freeze({ url: env.TWILIO_API_URL, accounts: env.TWILIO_ACCOUNTS }),
      signalwire: Object.freeze({ url: env.SIGNALWIRE_API_URL, accounts: env.SIGNALWIRE_ACCOUNTS }),
      telnyx: Object.freeze({ url: env.TELNYX_API_URL, accounts: env.TELNYX_ACCOUNTS }),
      plivo: Object.freeze({ url: env.PLIVO_API_URL, accounts: env.PLIVO_ACCOUNTS }),
    }),
    /** Minutes. 0: never. */
    reconcileMinutes: env.RECONCILE_MINUTES,
    /** A value of Express's setting `trust proxy`. */
    trustProxy: env.TRUST_PROXY,
    /** Allocations per minute for each client address. 0: no limit. */
    rateLimit: env.RATE_LIMIT,
    /** Requests per minute for each key. 0: no limit. */
    apiRateLimit: env.API_RATE_LIMIT,
    requireSecondFactor: env.REQUIRE_SECOND_FACTOR,
    /** The percentage of a pool's numbers that one client address may hold. 0: no limit. */
    addressShare: env.ADDRESS_SHARE,
    /** Seconds until a page's first renewal, after which an unconfirmed link ends. */
    firstHoldSeconds: env.FIRST_HOLD_SECONDS,
    /** The path of a database in MaxMind's format. Null: no place is looked up. */
    geoipDb: env.GEOIP_DB,
    /** Milliseconds for the answer to a call. */
    answerBudgetMs: env.ANSWER_BUDGET_MS,
    delivery: Object.freeze({
      allowPrivate: env.DELIVERY_PRIVATE_NETWORKS,
      /** Milliseconds for the whole request to a consumer. */
      timeoutMs: env.DELIVERY_TIMEOUT_MS,
    }),
    logLevel: env.LOG_LEVEL,
    demo: env.DEMO,
    /** The past days of calls that a new demo gets. */
    demoDays: env.DEMO_DAYS,
  }))
  .readonly();

/** The configuration of a process. `settings` are the same for people. */
export type Config = z.output<typeof configSchema> & { readonly settings: readonly Setting[] };
