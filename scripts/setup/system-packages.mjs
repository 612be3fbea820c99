import { findOnPath, run, tail } from './command.mjs';
import { SetupError, step } from './report.mjs';

/** The programs that come from the system's package manager, and Debian's name for their package. */
export const PROGRAMS = {
  redis: { names: ['redis-server'], debianPackage: 'redis-server', what: 'redis-server 6.2 or newer' },
  chromium: {
    names: ['chromium', 'chromium-browser', 'google-chrome'],
    debianPackage: 'chromium',
    what: 'Chromium',
  },
};

/**
 * Installs packages without their own services, which must not run beside ours. policy-rc.d prevents their start during
 * the install. Where systemd runs, the service is disabled for the next boot too. An existing policy belongs to the
 * administrator and stays.
 */
const INSTALL = `
set -e
export DEBIAN_FRONTEND=noninteractive
policy=$1
shift
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\\nexit 101\\n' >"$policy"
  chmod 755 "$policy"
fi
apt-get -q -o Acquire::Retries=3 update
apt-get -qy -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@"
for package in "$@"; do
  if [ "$package" = redis-server ] && [ -d /run/systemd/system ]; then
    systemctl disable --now redis-server
  fi
done
`;

/** Installs the missing ones of these programs. Rejects with a SetupError where that is not possible or not allowed. */
export async function ensurePrograms(wanted, policyFile = '/usr/sbin/policy-rc.d') {
  const missing = wanted.map((key) => PROGRAMS[key]).filter(({ names }) => findOnPath(...names) === null);
  if (missing.length === 0) return;

  const packages = missing.map(({ debianPackage }) => debianPackage);
  const privilege = await rootPrefix();
  if (findOnPath('apt-get') === null || privilege === null) {
    throw new SetupError(
      `please install ${missing.map(({ what }) => what).join(' and ')} first: it is not on PATH, and this script cannot ` +
        `install it (on Debian or Ubuntu: sudo apt-get install --no-install-recommends ${packages.join(' ')}).`,
    );
  }

  const [command, ...args] = [...privilege, 'sh', '-c', INSTALL, 'sh', policyFile, ...packages];
  const { code, output } = await step(`installing ${packages.join(' and ')} with apt-get`, () =>
    run(command, args),
  );
  const stillMissing = missing.filter(({ names }) => findOnPath(...names) === null);
  if (code !== 0 || stillMissing.length > 0) {
    throw new SetupError(
      `apt-get could not install ${packages.join(' and ')} (exit code ${code}); install it and try again. ` +
        `The end of its output:\n${tail(output)}`,
    );
  }
}

/** Returns the words before a command that run it as root: none, or sudo. Returns null where sudo needs a password. */
async function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  if (findOnPath('sudo') === null) return null;
  const { code } = await run('sudo', ['-n', 'true']);
  return code === 0 ? ['sudo', '-n'] : null;
}
