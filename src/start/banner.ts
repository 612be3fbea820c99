import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../config/schema.ts';
import { secretsPath } from '../infra/secrets.ts';

/** The folder of package.json. The program runs from dist/src/start. */
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** A checkout has the command as a script, which npm runs in the folder of package.json. The package lacks this file. */
const IS_CHECKOUT = existsSync(join(ROOT, 'scripts', 'setup', 'setup.mjs'));
const [CALL, DEFAULT_DATA_DIR] = IS_CHECKOUT
  ? ['npm run call --', join(ROOT, 'data')]
  : ['npx ringtrail call', resolve('data')];

type Started = {
  version: string;
  config: Config;
  url: string;
  demo: { site: string; numbers: string[] } | undefined;
  /** How to become the first owner; null: there is an owner. */
  owner: string | null;
};

/** Prints for the person at the terminal which parts run, and where. */
export function announceStart({ version, config, url, demo, owner }: Started): void {
  const lines: [string, string][] = [
    ['Console', url],
    ['API', `${url}/openapi.json`],
    ['Redis', config.redis ? 'as REDIS_URL says' : `private, its data in ${join(config.dataDir, 'redis')}`],
    [
      'Store',
      config.storeUrl.startsWith('sqlite:')
        ? config.storeUrl.slice('sqlite:'.length)
        : 'MongoDB, as STORE_URL says',
    ],
    ['Admin key', config.adminKey ? 'as RINGTRAIL_ADMIN_KEY says' : `in ${secretsPath(config.dataDir)}`],
    [
      'Twilio',
      config.carrierSecrets.twilio.length > 0
        ? 'webhooks signed with TWILIO_AUTH_TOKEN are accepted'
        : `TWILIO_AUTH_TOKEN is not set: ${config.demo ? 'only calls of the demo' : 'no calls'} are accepted`,
    ],
  ];
  if (owner) lines.push(['Owner', owner]);
  if (demo) {
    lines.push(['Demo page', `${url}/demo?utm_source=google&utm_medium=cpc`]);
    lines.push(['Try a call', callCommand(demo.numbers[0], config)]);
  }
  const text = lines.map(([name, value]) => `  ${name.padEnd(11)} ${value}`).join('\n');
  process.stdout.write(`\nRingtrail ${version} is running (${config.role}). Ctrl-C stops it.\n${text}\n\n`);
}

/** Returns the command that plays a call against this gateway. Without `--data`, the command calls the one on `./data`. */
function callCommand(to: string | undefined, { dataDir }: Config): string {
  const data = dataDir === DEFAULT_DATA_DIR ? '' : ` --data ${quoted(dataDir)}`;
  return `${CALL} --to ${to} --from +12025550177${data}`;
}

/** Quotes a path for a shell where it has other characters than these. */
function quoted(path: string): string {
  return /^[\w./:\\-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
