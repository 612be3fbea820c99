#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { readEnvFile } from './setup/env-file.mjs';
import { checkNode } from './setup/node-version.mjs';
import { inRoot, isProgram } from './setup/paths.mjs';
import { runScript } from './setup/report.mjs';

/** The package and the image have `dist`, and lack the scripts that build it. */
const SET_UP = inRoot('scripts', 'setup', 'setup.mjs');

/** Runs the `ringtrail` command. A checkout installs and builds what it lacks first. */
export async function ringtrail(args) {
  checkNode();
  readEnvFile();
  if (existsSync(SET_UP)) await setUpCheckout(args);
  const { main } = await import('../dist/tools/ringtrail.js');
  await main(args);
}

async function setUpCheckout([name = 'start', ...options]) {
  const { setUp } = await import('./setup/setup.mjs');
  const { REDIS_URL, REDIS_URL_FILE } = process.env;
  const startsRedis = name === 'start' && options.length === 0 && !REDIS_URL && !REDIS_URL_FILE;
  await setUp(...(startsRedis ? ['redis'] : []));
}

// npm links the command, so its path is not that of the file.
if (isProgram(import.meta.url)) await runScript(ringtrail);
