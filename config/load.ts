import { type Config, configSchema, docs, type VariableName, variables } from './schema.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment cannot be used; the message holds one line for each variable that is wrong. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** A variable of this prefix talks to the project's own tests, never to the server. */
const TEST_PREFIX = 'RINGTRAIL_TEST_';

/** The environment as a frozen configuration; throws one ConfigError that lists everything that is wrong. */
export function loadConfig(env: Environment): Config {
  const given = givenValues(env);
  const parsed = configSchema.safeParse(given);
  const wrong = new Set(parsed.error?.issues.map(({ path }) => path[0] as VariableName));
  const problems = [
    ...[...wrong].map((name) => describe(name, given[name] ?? '')),
    ...missingRedis(given),
    ...missingSpace(given),
    ...Object.keys(env).filter(isUnknown).map(describeUnknown),
  ];
  if (parsed.success && problems.length === 0) return parsed.data;
  throw new ConfigError(problems.join('\n'));
}

/** The known variables that are set; an empty one counts as unset, as in a compose file's `${NAME:-}`. */
function givenValues(env: Environment): Partial<Record<VariableName, string>> {
  const given: Partial<Record<VariableName, string>> = {};
  for (const name of Object.keys(variables) as VariableName[]) {
    const value = env[name]?.trim();
    if (value) given[name] = value;
  }
  return given;
}

function describe(name: VariableName, value: string): string {
  const doc = docs.get(variables[name]);
  const shown = doc?.secret
    ? 'a value that is not shown here'
    : `"${value.replace(/\/\/[^@/]*@/, '//***@')}"`;
  return `${name}: got ${shown}, expected ${doc?.expected}; for example ${name}=${doc?.example}`;
}

function missingRedis({ ROLE, REDIS_URL }: Partial<Record<VariableName, string>>): string[] {
  if ((ROLE !== 'gateway' && ROLE !== 'worker') || REDIS_URL) return [];
  return [
    `REDIS_URL: not set, but ROLE is ${ROLE}; gateway and worker need the same Redis, expected the same ` +
      'REDIS_URL for both; for example REDIS_URL=redis://redis.example.com:6379',
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

function isUnknown(name: string): boolean {
  return name.startsWith('RINGTRAIL_') && !name.startsWith(TEST_PREFIX) && !(name in variables);
}

function describeUnknown(name: string): string {
  const bare = name.slice('RINGTRAIL_'.length);
  const hint = bare in variables ? `did you mean ${bare}?` : 'expected one of the names that --help lists';
  return `${name}: no such variable, ${hint}`;
}
