import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { endingWithUs } from './processes.ts';

const program = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url));

/** Runs `npm start` with this environment until it ends. Returns its exit code and all that it printed. */
export async function failedStart(env: Record<string, string>): Promise<{ code: number; output: string }> {
  const child = spawn(...endingWithUs(process.execPath, [program]), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: '0',
      HOST: '127.0.0.1',
      DEMO: 'off',
      ...env,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  const [code] = await once(child, 'close');
  return { code, output };
}
