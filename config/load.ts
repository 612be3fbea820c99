import { CLIENT_VARIABLES } from './client.ts';
import type { Environment } from './environment.ts';
import { type Config, configSchema } from './schema.ts';
import { isSecretFile, secretsOfFiles } from './secret-files.ts';
import { settingsOf, withoutPassword } from './settings.ts';
import { docs } from './variable-docs.ts';
import { type VariableName, variables } from './variables.ts';

/** The refusal of an environment. The message has one line for each variable that is wrong. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** The prefix of variables for the project's tests, which the server ignores. */
const TEST_PREFIX = 'RINGTRAIL_TEST_';

/**
 * Returns the environment as a frozen configuration. Throws one `ConfigError` that lists every fault.
 * @param options variables that a command's options set in place of the environment
 */
export function loadConfig(environment: Environment, options: Environment = {}): Config {
  const env = { ...environment, ...options };
  const files = secretsOfFiles(env);
  const values = { ...setValues(env), ...files.values };
  const parsed = configSchema.safeParse(values);
  const wrong = new Set(parsed.error?.issues.map(({ path }) => path[0] as VariableName));
  const problems = [
    ...files.problems,
    ...[...wrong].map((name) => describe(name, values[name] ?? '')),
    ...missingRedis(values),
    ...misfitTls(values),
    ...missingSpace(values),
    ...missingClient(values),
    ...(wrong.has('SMTP_URL') ? [] : missingSender(values)),
    ...Object.keys(env).filter(isUnknown).map(describeUnknown),
  ];
  if (parsed.success && problems.length === 0)
    return Object.freeze({ ...parsed.data, settings: settingsOf(env, files.values) });
  throw new ConfigError(problems.join('\n'));
}

/** Returns the known variables that are set. An empty one counts as unset, as in a compose file's `${NAME:-}`. */
function setValues(env: Environment): Partial<Record<VariableName, string>> {
  const values: Partial<Record<VariableName, string>> = {};
  for (const name of Object.keys(variables) as VariableName[]) {
    const value = env[name]?.trim();
    if (value) values[name] = value;
  }
  return values;
}

function describe(name: VariableName, value: string): string {
  const doc = docs.get(variables[name]);
  const shown = doc?.secret ? 'a value that is not shown here' : `"${withoutPassword(value)}"`;
  return `${name}: got ${shown}, expected ${doc?.expected}; for example ${name}=${doc?.example}`;
}

function missingRedis({ ROLE, REDIS_URL }: Partial<Record<VariableName, string>>): string[] {
  if ((ROLE !== 'gateway' && ROLE !== 'worker') || REDIS_URL) return [];
  return [
    `REDIS_URL: not set, but ROLE is ${ROLE}. Gateway and worker need the same Redis, expected the same ` +
      'REDIS_URL for both; for example REDIS_URL=redis://redis.example.com:6379',
  ];
}

/** Files for TLS would protect nothing on a connection without it. */
function misfitTls(values: Partial<Record<VariableName, string>>): string[] {
  const names = ['REDIS_CA_FILE', 'REDIS_CERT_FILE', 'REDIS_KEY_FILE'] as const;
  const set = names.filter((name) => values[name]);
  if (set.length > 0 && !/^rediss[:+]/.test(values.REDIS_URL ?? ''))
    return [
      `${set[0]}: set, but REDIS_URL does not begin with rediss, expected a REDIS_URL for TLS; for example REDIS_URL=rediss://redis.example.com:6379`,
    ];
  if (!values.REDIS_CERT_FILE === !values.REDIS_KEY_FILE) return [];
  const missing = values.REDIS_CERT_FILE ? 'REDIS_KEY_FILE' : 'REDIS_CERT_FILE';
  return [
    `${missing}: not set, but its counterpart is, expected both; for example ${missing}=${docs.get(variables[missing])?.example}`,
  ];
}

function missingSpace({
  SIGNALWIRE_ACCOUNTS,
  SIGNALWIRE_API_URL,
}: Partial<Record<VariableName, string>>): string[] {
  if (!SIGNALWIRE_ACCOUNTS || SIGNALWIRE_API_URL) return [];
  return [
    'SIGNALWIRE_API_URL: not set, but SIGNALWIRE_ACCOUNTS is, expected the URL of the space; for example ' +
      'SIGNALWIRE_API_URL=https://example.signalwire.com',
  ];
}

/** The provider of sign-ins, and Ringtrail's client there, belong to one another. */
function missingClient(values: Partial<Record<VariableName, string>>): string[] {
  const names = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const;
  const set = names.filter((name) => values[name]);
  if (set.length === 0) return [];
  return names
    .filter((name) => !set.includes(name))
    .map((name) => {
      const { expected, example } = docs.get(variables[name]) ?? {};
      return `${name}: not set, but ${set.join(' and ')} ${set.length === 1 ? 'is' : 'are'}, expected ${expected}; for example ${name}=${example}`;
    });
}

function missingSender({ SMTP_URL, MAIL_FROM }: Partial<Record<VariableName, string>>): string[] {
  if (!SMTP_URL || MAIL_FROM) return [];
  return [
    'MAIL_FROM: not set, but SMTP_URL is, expected the sender of mails; for example ' +
      'MAIL_FROM=Ringtrail <ringtrail@example.com>',
  ];
}

function isUnknown(name: string): boolean {
  return (
    name.startsWith('RINGTRAIL_') &&
    !name.startsWith(TEST_PREFIX) &&
    !(name in variables) &&
    !CLIENT_VARIABLES.includes(name) &&
    !isSecretFile(name)
  );
}

function describeUnknown(name: string): string {
  const bare = name.slice('RINGTRAIL_'.length);
  const hint = bare in variables ? `did you mean ${bare}?` : 'expected one of the names that --help lists';
  return `${name}: no such variable, ${hint}`;
}
