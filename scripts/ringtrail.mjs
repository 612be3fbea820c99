#!/usr/bin/env node
import { realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { inRoot } from './setup/paths.mjs';
import { runScript } from './setup/report.mjs';
import { setUp } from './setup/setup.mjs';

/** Runs the `ringtrail` command. Installs and builds what it needs first. */
export async function ringtrail(args) {
  const startsRedis = args[0] === 'start' && !process.env.REDIS_URL && !process.env.REDIS_URL_FILE;
  await setUp(...(startsRedis ? ['redis'] : []));
  const { version } = JSON.parse(await readFile(inRoot('package.json'), 'utf8'));
  const { main } = await import('../dist/tools/ringtrail.js');
  await main(args, version);
}

// npm links the command, so its path is not that of the file.
if (realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await runScript(ringtrail);
