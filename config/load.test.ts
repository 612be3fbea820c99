import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Environment } from './environment.ts';
import { ConfigError, loadConfig } from './load.ts';
import { docs } from './variable-docs.ts';
import { variables } from './variables.ts';

function problems(env: Environment): string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  return [];
}

function isDeeplyFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen);
}

describe('loadConfig', () => {
  it('returns every default for an empty environment', () => {
    const { settings: _, ...config } = loadConfig({});
    expect(config).toEqual({
      port: { number: 8080, fixed: false },
      host: '0.0.0.0',
      metricsPort: null,
      publicUrl: null,
      role: 'all',
      dataDir: resolve('data'),
      redis: null,
      storeUrl: `sqlite:${resolve('data/ringtrail.db')}`,
      adminKey: null,
      callerSecret: null,
      credentialsKeys: [],
      oidc: null,
      mailServer: null,
      auditDays: 90,
      carrierSecrets: { twilio: [], signalwire: [], telnyx: [], plivo: [], vonage: [], bandwidth: [] },
      carrierApis: {
        twilio: { url: 'https://api.twilio.com', accounts: [] },
        signalwire: { url: null, accounts: [] },
        telnyx: { url: 'https://api.telnyx.com', accounts: [] },
        plivo: { url: 'https://api.plivo.com', accounts: [] },
      },
      backups: null,
      reconcileMinutes: 15,
      trustProxy: false,
      apiRateLimit: 1200,
      requireSecondFactor: false,
      rateLimit: 60,
      addressShare: 25,
      firstHoldSeconds: 15,
      geoipDb: null,
      answerBudgetMs: 800,
      delivery: { allowPrivate: false, timeoutMs: 20_000 },
      logLevel: 'info',
      demo: true,
      demoDays: 21,
    });
  });

  it('reads every variable', () => {
    const env = {
      PORT: '0',
      HOST: '::1',
      METRICS_PORT: '9464',
      PUBLIC_URL: 'https://Calls.example.com:443/ringtrail//',
      ROLE: 'worker',
      DATA_DIR: '/srv/ringtrail',
      REDIS_URL: 'rediss://u:p@redis:6379/2',
      STORE_URL: 'mongodb://a:27017,b:27017/ringtrail?replicaSet=rs0',
      RINGTRAIL_ADMIN_KEY: 'sixteen-letters!',
      CALLER_SECRET: 'sixteen-letters?',
      CREDENTIALS_KEY: 'the-new-long-word,the-old-long-word',
      OIDC_ISSUER: 'https://login.example.com/realms/agency',
      OIDC_CLIENT_ID: 'ringtrail',
      OIDC_CLIENT_SECRET: 'a secret',
      OIDC_NAME: 'Agency',
      SMTP_URL: 'smtps://user:word@mail.example.com?pool=true',
      MAIL_FROM: 'Ringtrail <ringtrail@example.com>',
      AUDIT_DAYS: '30',
      TWILIO_AUTH_TOKEN: 'old, new',
      SIGNALWIRE_SIGNING_KEY: 'PSK1',
      TELNYX_PUBLIC_KEY: '+7E99DXiiQXvceNX4nHm3Lbm5mqPWad5RhDr2ufuCik=',
      PLIVO_AUTH_TOKEN: 'main,sub',
      VONAGE_SIGNATURE_SECRET: 'secret',
      BANDWIDTH_CREDENTIALS: 'user:pass:word, other:one',
      TWILIO_ACCOUNTS: 'AC1:one,AC2:two:three',
      TWILIO_API_URL: 'http://127.0.0.1:9000/',
      SIGNALWIRE_ACCOUNTS: 'project:PT1',
      SIGNALWIRE_API_URL: 'https://example.signalwire.com',
      TELNYX_ACCOUNTS: 'org:KEY1',
      TELNYX_API_URL: 'https://telnyx.example',
      PLIVO_ACCOUNTS: 'MA1:token',
      PLIVO_API_URL: 'https://plivo.example',
      BACKUP_TO: '/mnt/backups',
      BACKUP_EVERY: '6',
      BACKUP_KEEP: '30',
      RECONCILE_MINUTES: '0',
      TRUST_PROXY: 'loopback, 10.0.0.0/8, 2001:db8::/32, 192.0.2.7',
      API_RATE_LIMIT: '6000',
      REQUIRE_SECOND_FACTOR: 'on',
      RATE_LIMIT: '0',
      ADDRESS_SHARE: '50',
      FIRST_HOLD_SECONDS: '60',
      GEOIP_DB: '/var/lib/places.mmdb',
      ANSWER_BUDGET_MS: '500',
      DELIVERY_PRIVATE_NETWORKS: 'on',
      DELIVERY_TIMEOUT_MS: '15000',
      LOG_LEVEL: 'silent',
      DEMO: 'off',
      DEMO_DAYS: '7',
    };
    const { settings: _, ...config } = loadConfig(env);
    expect(config).toEqual({
      port: { number: 0, fixed: true },
      host: '::1',
      metricsPort: 9464,
      publicUrl: 'https://Calls.example.com:443/ringtrail',
      role: 'worker',
      dataDir: '/srv/ringtrail',
      redis: { url: 'rediss://u:p@redis:6379/2', tls: { ca: null, cert: null, key: null } },
      storeUrl: 'mongodb://a:27017,b:27017/ringtrail?replicaSet=rs0',
      adminKey: 'sixteen-letters!',
      callerSecret: 'sixteen-letters?',
      credentialsKeys: ['the-new-long-word', 'the-old-long-word'],
      oidc: {
        issuer: 'https://login.example.com/realms/agency',
        clientId: 'ringtrail',
        clientSecret: 'a secret',
        name: 'Agency',
      },
      mailServer: {
        url: 'smtps://user:word@mail.example.com?pool=true',
        from: 'Ringtrail <ringtrail@example.com>',
      },
      auditDays: 30,
      carrierSecrets: {
        twilio: ['old', 'new'],
        signalwire: ['PSK1'],
        telnyx: ['+7E99DXiiQXvceNX4nHm3Lbm5mqPWad5RhDr2ufuCik='],
        plivo: ['main', 'sub'],
        vonage: ['secret'],
        bandwidth: ['user:pass:word', 'other:one'],
      },
      carrierApis: {
        twilio: { url: 'http://127.0.0.1:9000', accounts: ['AC1:one', 'AC2:two:three'] },
        signalwire: { url: 'https://example.signalwire.com', accounts: ['project:PT1'] },
        telnyx: { url: 'https://telnyx.example', accounts: ['org:KEY1'] },
        plivo: { url: 'https://plivo.example', accounts: ['MA1:token'] },
      },
      backups: { folder: '/mnt/backups', everyHours: 6, keep: 30 },
      reconcileMinutes: 0,
      trustProxy: ['loopback', '10.0.0.0/8', '2001:db8::/32', '192.0.2.7'],
      apiRateLimit: 6000,
      requireSecondFactor: true,
      rateLimit: 0,
      addressShare: 50,
      firstHoldSeconds: 60,
      geoipDb: '/var/lib/places.mmdb',
      answerBudgetMs: 500,
      delivery: { allowPrivate: true, timeoutMs: 15_000 },
      logLevel: 'silent',
      demo: false,
      demoDays: 7,
    });
  });

  it('keeps the spelling of the public URL, which carriers sign', () => {
    for (const url of [
      'https://MyCompany.com:1234',
      'http://calls.example.com:80',
      'https://a.example/España',
    ])
      expect(loadConfig({ PUBLIC_URL: `${url}/` }).publicUrl).toBe(url);
  });

  it('returns the socket of a unix: URL as the path that ioredis takes', () => {
    expect(loadConfig({ REDIS_URL: 'unix:///run/my%redis.sock?db=2' }).redis?.url).toBe(
      '/run/my%redis.sock?db=2',
    );
  });

  it.each([
    'redis+cluster://a:7000,b,[::1]:7001',
    'rediss+cluster://user:p%40ss@a.example',
    'redis+sentinel://a:26379,b/group',
    'rediss+sentinel://user:pass@a/group/2?sentinelPassword=word',
  ])('takes %s, which names several hosts', (url) => {
    expect(loadConfig({ REDIS_URL: url }).redis?.url).toBe(url);
  });

  it('takes files for TLS only for a Redis by TLS, and a certificate only with its key', () => {
    const REDIS_URL = 'rediss+cluster://a,b';
    const pair = { REDIS_CERT_FILE: '/own.crt', REDIS_KEY_FILE: '/own.key' };
    expect(loadConfig({ REDIS_URL, REDIS_CA_FILE: '/ca.pem', ...pair }).redis?.tls).toEqual({
      ...{ ca: '/ca.pem', cert: '/own.crt', key: '/own.key' },
    });
    expect(problems({ REDIS_URL: 'redis://a', REDIS_CA_FILE: '/ca.pem' })).toEqual([
      expect.stringMatching(/^REDIS_CA_FILE: set, but REDIS_URL does not begin with rediss/),
    ]);
    expect(problems({ REDIS_URL, REDIS_CERT_FILE: '/own.crt' })).toEqual([
      expect.stringMatching(/^REDIS_KEY_FILE: not set/),
    ]);
  });

  it('is frozen at every depth', () => {
    expect(isDeeplyFrozen(loadConfig({}))).toBe(true);
    expect(isDeeplyFrozen(loadConfig({ PORT: '1', TRUST_PROXY: '::1', TWILIO_AUTH_TOKEN: 'a,b' }))).toBe(
      true,
    );
    expect(isDeeplyFrozen({ ...loadConfig({}), carrierSecrets: { twilio: ['not frozen'] } })).toBe(false);
  });

  it('treats an empty variable as unset', () => {
    const empty = Object.fromEntries(
      ['PORT', 'REDIS_URL', 'RINGTRAIL_ADMIN_KEY', 'TWILIO_AUTH_TOKEN', 'TRUST_PROXY'].map((name) => [
        name,
        '',
      ]),
    );
    expect(loadConfig(empty)).toEqual(loadConfig({}));
  });

  it('ignores variables of other programs', () => {
    expect(problems({ PATH: '/bin', RINGTRAIL_TEST_NO_MONGOD: 'absent' })).toEqual([]);
  });

  it.each([
    ['PORT', ['-1', '65536', '80.5', 'http', '0x50', '1e3']],
    ['HOST', ['not a host', '300.1.1.1', 'http://localhost']],
    [
      'PUBLIC_URL',
      [
        'calls.example.com',
        'ftp://example.com',
        'https://a.example/?',
        'https://a.example/#x',
        'https://u:p@a.example',
      ],
    ],
    ['ROLE', ['both', 'ALL']],
    [
      'REDIS_URL',
      [
        ...['localhost:6379', 'http://localhost', 'redis://', 'unix://host/path', 'unix:///'],
        ...['redis+cluster://', 'redis+cluster://a:port', 'redis+cluster://a,,b', 'redis+cluster://a/0'],
        ...[
          'redis+sentinel://a,b',
          'redis+sentinel://a/',
          'redis+sentinel://a/group/first',
          'redis+other://a',
        ],
      ],
    ],
    [
      'STORE_URL',
      [
        'mongodb://',
        'postgres://localhost/x',
        'sqlite:',
        'sqlite://host/file',
        'sqlite:relative.db',
        '/data/file.db',
      ],
    ],
    ['RINGTRAIL_ADMIN_KEY', ['fifteen-letters', 'more than sixteen letters']],
    ['CREDENTIALS_KEY', ['fifteen-letters', 'a-long-enough-word,short', 'more than sixteen letters']],
    ['CALLER_SECRET', ['fifteen-letters', 'more than sixteen letters']],
    ['SMTP_URL', ['mail.example.com', 'http://mail.example.com', 'smtp://']],
    ['MAIL_FROM', ['Ringtrail', 'Ringtrail <ringtrail>', '<a@b.example>', 'a@b.example, c@d.example']],
    ['AUDIT_DAYS', ['0', '3651', 'many']],
    ['TWILIO_AUTH_TOKEN', [',', 'a,,b', 'a b']],
    ['SIGNALWIRE_SIGNING_KEY', [',', 'a b']],
    ['TELNYX_PUBLIC_KEY', ['short', '+7E99DXiiQXvceNX4nHm3Lbm5mqPWad5RhDr2ufuCik']],
    ['PLIVO_AUTH_TOKEN', ['a,']],
    ['VONAGE_SIGNATURE_SECRET', ['a b']],
    ['TWILIO_ACCOUNTS', ['AC1', ':token', 'AC1:', 'AC1:a,b']],
    ['PLIVO_API_URL', ['api.plivo.com', 'https://api.plivo.com/v1', 'https://a:b@api.plivo.com']],
    ['BACKUP_EVERY', ['0', '721', '1.5', 'daily']],
    ['BACKUP_KEEP', ['0', '1001', 'all']],
    ['RECONCILE_MINUTES', ['-1', '1441', '0.5', 'never']],
    ['BANDWIDTH_CREDENTIALS', ['user', ':password', 'user:', 'a:b,c']],
    ['TRUST_PROXY', ['true', 'on', '0', '101', '10.0.0.0/33', '10.0.0/8', '10.0.0.0/8/8', 'loopback,,']],
    ['ANSWER_BUDGET_MS', ['0', '49', '10001', 'soon']],
    ['DELIVERY_PRIVATE_NETWORKS', ['yes', 'true']],
    ['REQUIRE_SECOND_FACTOR', ['yes', 'required']],
    ['DELIVERY_TIMEOUT_MS', ['999', '30001', '20s']],
    ['RATE_LIMIT', ['-1', 'sixty', '1000001']],
    ['ADDRESS_SHARE', ['-1', '101', '25%']],
    ['FIRST_HOLD_SECONDS', ['4', '3601', 'short']],
    ['LOG_LEVEL', ['verbose', 'INFO']],
    ['DEMO', ['true', 'yes']],
  ])('refuses a wrong %s in one line with the expected format', (name, values) => {
    for (const value of values) {
      const [line, ...more] = problems({ [name]: value });
      expect(line, `${name}=${value}`).toMatch(
        new RegExp(`^${name}: got .+, expected .+; for example ${name}=`),
      );
      expect(more).toEqual([]);
    }
  });

  it('accepts every example of the documentation', () => {
    const examples = Object.entries(variables).map(([name, schema]) => [name, docs.get(schema)?.example]);
    expect(problems(Object.fromEntries(examples))).toEqual([]);
  });

  it('lists all faults at once, one per line', () => {
    const lines = problems({
      PORT: 'x',
      ROLE: 'gateway',
      DEMO: 'maybe',
      RINGTRAIL_PROT: '1',
      LOG_LEVEL: 'loud',
    });
    expect(lines.map((line) => line.split(':')[0])).toEqual([
      'PORT',
      'LOG_LEVEL',
      'DEMO',
      'REDIS_URL',
      'RINGTRAIL_PROT',
    ]);
  });

  it('shows the wrong value, but never a secret', () => {
    expect(problems({ PORT: 'eighty' })[0]).toContain('"eighty"');
    const secrets = {
      RINGTRAIL_ADMIN_KEY: 'hunter2',
      TWILIO_AUTH_TOKEN: 'hunter2 hunter2',
      REDIS_URL: 'user:hunter2@redis',
      STORE_URL: 'mongo://user:hunter2@host',
      PUBLIC_URL: 'https://user:hunter2@calls.example.com',
    };
    const lines = problems(secrets);
    expect(lines).toHaveLength(5);
    expect(lines.join('\n')).not.toContain('hunter2');
  });

  it.each(['gateway', 'worker'])('requires a REDIS_URL for ROLE=%s', (role) => {
    expect(problems({ ROLE: role })).toEqual([expect.stringMatching(/^REDIS_URL: .*same Redis/)]);
    expect(problems({ ROLE: role, REDIS_URL: 'unix:///run/redis.sock' })).toEqual([]);
  });

  it('requires the URL of the space for accounts of SignalWire', () => {
    const SIGNALWIRE_ACCOUNTS = 'project:PT1';
    expect(problems({ SIGNALWIRE_ACCOUNTS })).toEqual([
      expect.stringMatching(/^SIGNALWIRE_API_URL: not set/),
    ]);
    expect(problems({ SIGNALWIRE_ACCOUNTS, SIGNALWIRE_API_URL: 'https://a.signalwire.com' })).toEqual([]);
  });

  it('requires a complete client for an OpenID Connect provider', () => {
    const client = { OIDC_CLIENT_ID: 'ringtrail', OIDC_CLIENT_SECRET: 'a secret' };
    expect(problems({ OIDC_ISSUER: 'https://login.example.com' })).toEqual([
      expect.stringMatching(/^OIDC_CLIENT_ID: not set, but OIDC_ISSUER is/),
      expect.stringMatching(/^OIDC_CLIENT_SECRET: not set, but OIDC_ISSUER is/),
    ]);
    expect(problems(client)).toEqual([
      expect.stringMatching(/^OIDC_ISSUER: not set, but OIDC_CLIENT_ID and OIDC_CLIENT_SECRET are/),
    ]);
    for (const OIDC_ISSUER of ['https://login.example.com/a', 'http://localhost:3000', 'http://127.0.0.1:1'])
      expect(problems({ OIDC_ISSUER, ...client }), OIDC_ISSUER).toEqual([]);
    for (const OIDC_ISSUER of ['login.example.com', 'http://login.example.com', 'https://a.example/?b=1'])
      expect(problems({ OIDC_ISSUER, ...client })[0], OIDC_ISSUER).toMatch(/^OIDC_ISSUER: got/);
  });

  it('requires a sender for a mail server', () => {
    const SMTP_URL = 'smtp://mail.example.com';
    expect(problems({ SMTP_URL })).toEqual([expect.stringMatching(/^MAIL_FROM: not set/)]);
    expect(problems({ SMTP_URL, MAIL_FROM: 'ringtrail@example.com' })).toEqual([]);
  });

  it('points from an unknown RINGTRAIL_ variable to the right name', () => {
    expect(problems({ RINGTRAIL_PORT: '80' })).toEqual([
      'RINGTRAIL_PORT: no such variable, did you mean PORT?',
    ]);
    expect(problems({ RINGTRAIL_ADMINKEY: 'x' })[0]).toMatch(/^RINGTRAIL_ADMINKEY: .*--help/);
  });
});
