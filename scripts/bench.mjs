import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { inRoot, ROOT } from './setup/paths.mjs';
import { runScript, SetupError, say } from './setup/report.mjs';
import { setUp } from './setup/setup.mjs';

/** V8's options, as in `npm start`. */
const AS_STARTED = ['--max-semi-space-size=64'];

/** Runs `npm run bench -- [name …] [--smoke]`: each bench/<name>.ts in its own process, or all without a name. */
await runScript(async (args) => {
  await setUp('redis');
  const options = args.filter((arg) => arg.startsWith('-'));
  const names = args.filter((arg) => !arg.startsWith('-'));
  const known = benchmarks();
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new SetupError(
      `no such benchmark: ${unknown.join(', ')}; there are: ${known.join(', ') || 'none yet'}`,
    );
  }

  const failed = [];
  for (const name of names.length > 0 ? names : known) {
    say(`benchmark ${name}`);
    const script = inRoot('dist', 'bench', `${name}.js`);
    const child = spawn(process.execPath, [...AS_STARTED, script, ...options], {
      cwd: ROOT,
      stdio: 'inherit',
    });
    const [code] = await once(child, 'close');
    if (code !== 0) failed.push(name);
  }
  if (failed.length > 0) throw new SetupError(`failed: ${failed.join(', ')}`);
});

/** Returns the names of the files in bench/ itself. Its folders hold shared parts. */
function benchmarks() {
  try {
    const files = readdirSync(inRoot('bench')).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
    );
    return files.map((file) => file.slice(0, -'.ts'.length));
  } catch {
    return [];
  }
}
