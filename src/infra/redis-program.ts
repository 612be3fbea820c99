import { execFile } from 'node:child_process';

const MIN_VERSION = { major: 6, minor: 2 };
const INSTALL =
  'Install redis-server 6.2 or newer (on Debian or Ubuntu: apt-get install redis-server), or set REDIS_URL to a Redis ' +
  'that runs elsewhere.';

/** redis-server is missing, too old, or cannot use the data folder. The message is for a person. */
export class RedisServerError extends Error {
  override readonly name = 'RedisServerError';
}

/**
 * Returns the command line that starts redis-server. Rejects with `RedisServerError` when the program is missing or too
 * old. Under setpriv (util-linux on Linux) the kernel ends the child when its parent dies, even by `kill -9`.
 */
export async function findRedisServer(): Promise<[string, ...string[]]> {
  const candidates: [string, ...string[]][] = [
    ['setpriv', '--pdeathsig', 'TERM', 'redis-server'],
    ['redis-server'],
  ];
  for (const candidate of candidates) {
    const answer = await versionOf(candidate);
    if (answer === null) continue;
    const [, major = '0', minor = '0'] = /v=(\d+)\.(\d+)/.exec(answer) ?? [];
    if (
      Number(major) < MIN_VERSION.major ||
      (Number(major) === MIN_VERSION.major && Number(minor) < MIN_VERSION.minor)
    ) {
      throw new RedisServerError(`redis-server on PATH is too old: ${answer.trim()}. ${INSTALL}`);
    }
    return candidate;
  }
  throw new RedisServerError(`redis-server is not on PATH. ${INSTALL}`);
}

function versionOf([command, ...args]: [string, ...string[]]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(command, [...args, '--version'], (error, stdout) => resolve(error ? null : stdout));
  });
}
