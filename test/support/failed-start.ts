import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { endingWithUs } from './processes.ts';
import { ALONE, collect } from './ringtrail.ts';

const program = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url));

/** Runs `npm start` with this environment until it ends. Returns its exit code and all that it printed. */
export async function failedStart(env: Record<string, string>): Promise<{ code: number; output: string }> {
  const child = spawn(...endingWithUs(process.execPath, [program]), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...ALONE, ...env },
  });
  const output = collect(child);
  const [code] = await once(child, 'close');
  return { code, output: output() };
}
