import { join } from 'node:path';
import type { Config } from '../../config/schema.ts';
import { secretsPath } from '../infra/secrets.ts';

type Started = {
  version: string;
  config: Config;
  url: string;
  demo: { site: string; numbers: string[] } | undefined;
};

/** Prints for the person at the terminal which parts run, and where. */
export function announceStart({ version, config, url, demo }: Started): void {
  const lines: [string, string][] = [
    ['Gateway', `${url}  (API: ${url}/openapi.json)`],
    [
      'Redis',
      config.redisUrl ? 'as REDIS_URL says' : `private, its data in ${join(config.dataDir, 'redis')}`,
    ],
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
  if (demo) {
    lines.push(['Demo page', `${url}/demo?utm_source=google&utm_medium=cpc`]);
    lines.push(['Try a call', `npm run call -- --to ${demo.numbers[0]} --from +12025550177`]);
  }
  const text = lines.map(([name, value]) => `  ${name.padEnd(11)} ${value}`).join('\n');
  process.stdout.write(`\nRingtrail ${version} is running (${config.role}). Ctrl-C stops it.\n${text}\n\n`);
}
