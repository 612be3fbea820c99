import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const setup = (module: string) => new URL(`${module}.mjs`, import.meta.url).href;

/** A machine whose PATH holds only the programs of this folder. */
let bin: string;

beforeEach(async () => {
  bin = await mkdtemp(join(tmpdir(), 'rt-bin-'));
});

afterEach(() => rm(bin, { recursive: true }));

async function program(name: string, script: string): Promise<void> {
  await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(bin, name), 0o755);
}

function ensurePrograms(...programs: string[]) {
  const script = `
    import { runScript } from '${setup('report')}';
    import { ensurePrograms } from '${setup('system-packages')}';
    await runScript(() => ensurePrograms(${JSON.stringify(programs)}, '${bin}/policy-rc.d'));`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { PATH: bin },
    encoding: 'utf8',
  });
}

describe('the set-up of system packages', () => {
  it('is silent where everything is there', async () => {
    await program('redis-server', '');
    expect(ensurePrograms('redis')).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  it('says in one sentence what to install where it cannot be done from here', () => {
    const { status, stderr } = ensurePrograms('redis', 'chromium');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^ringtrail: please install redis-server 6\.2 or newer and Chromium first: .*\n$/);
    expect(stderr).toContain('apt-get install --no-install-recommends redis-server chromium');
  });

  it('passes on the end of what apt-get said when it fails', async () => {
    await program('apt-get', 'echo "E: there is no network" >&2; exit 100');
    await rights();
    const { status, stderr } = ensurePrograms('redis');
    expect(status).toBe(1);
    expect(stderr).toContain('could not install redis-server (exit code 100)');
    expect(stderr).toContain('E: there is no network');
  });

  it('installs only missing packages, after an update, without a question and without a started service', async () => {
    await program(
      'apt-get',
      `echo "$DEBIAN_FRONTEND policy $('${bin}/policy-rc.d'; echo $?): $*" >>'${bin}/log'
       case "$*" in *install*) printf '#!/bin/sh\\n' >'${bin}/redis-server'; chmod +x '${bin}/redis-server';; esac`,
    );
    await program('chromium', '');
    await rights();

    expect(ensurePrograms('redis', 'chromium').status).toBe(0);
    const log = (await readFile(join(bin, 'log'), 'utf8')).trim().split('\n');
    expect(log[0]).toMatch(/^noninteractive policy 101: .*update$/);
    expect(log[1]).toMatch(/^noninteractive policy 101: .*install --no-install-recommends redis-server$/);
    expect(existsSync(join(bin, 'policy-rc.d')), 'the policy is only for the install').toBe(false);
  });

  /** What the install runs as root; nothing here reaches the machine's own. */
  async function rights(): Promise<void> {
    await program('sudo', 'shift; exec "$@"');
    await program('systemctl', '');
    await program('true', '');
    for (const name of ['sh', 'chmod', 'rm']) {
      const path = execFileSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
      await symlink(path, join(bin, name));
    }
  }
});
