import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { extname, join } from 'node:path';
import { isAlive } from './setup/alone.mjs';
import { run } from './setup/command.mjs';
import { inRoot, isProgram, ROOT } from './setup/paths.mjs';
import { runScript, SetupError } from './setup/report.mjs';
import { consoleDigest, filesBelow, sourcesDigest } from './setup/sources.mjs';

/** Inside dist and inside the console's folder there: the digest of the sources that it was made from. */
const DIGEST_FILE = '.sources';

/** Begins the name of a build's folder until it becomes dist; the builder's process id follows. */
const UNFINISHED = '.dist-';

/** What the server reads beside its code, and its thread in JavaScript. The browser's sources are bundled instead. */
const ASSETS = new Set(['.lua', '.html', '.css', '.svg', '.ico', '.mjs']);
const BUNDLED = ['src/tags/'];

/** Returns the digest of the sources that the folder was built from, or null without one. */
export function readDigest(folder) {
  try {
    return readFileSync(join(folder, DIGEST_FILE), 'utf8');
  } catch {
    return null;
  }
}

/** Builds a new dist beside the old one. Replaces the old one only when all steps have succeeded. */
export async function build() {
  removeLeftovers();
  const out = inRoot(`${UNFINISHED}${process.pid}`);
  mkdirSync(out);
  try {
    // Taken first: a file that changes during the build makes the next one stale, not wrong.
    const digest = sourcesDigest();
    await compile(out);
    copyAssets(out);
    await bundleProgram(out);
    await buildTags(join(out, 'tags'));
    await buildConsole(join(out, 'console'));
    writeFileSync(join(out, DIGEST_FILE), digest);
    swapIn(out);
  } catch (error) {
    rmSync(out, { recursive: true, force: true });
    throw error;
  }
}

/** What builds that were interrupted have left; one that is still running keeps its own. */
function removeLeftovers() {
  for (const name of readdirSync(ROOT).filter((entry) => entry.startsWith(UNFINISHED))) {
    const pid = Number.parseInt(name.slice(UNFINISHED.length), 10);
    if (pid === process.pid || !isAlive(pid)) rmSync(inRoot(name), { recursive: true, force: true });
  }
}

async function compile(out) {
  const tsc = inRoot('node_modules/typescript/bin/tsc');
  const args = [tsc, '-p', 'tsconfig.build.json', '--outDir', out, '--pretty', 'false'];
  const { code, output } = await run(process.execPath, args, { cwd: ROOT });
  if (code !== 0) throw new SetupError(`the build failed, dist is as it was:\n${output.trimEnd()}`);
}

function copyAssets(out) {
  const assets = filesBelow('src').filter(
    (path) => ASSETS.has(extname(path)) && !BUNDLED.some((folder) => path.startsWith(folder)),
  );
  for (const path of assets) cpSync(inRoot(path), join(out, path));
}

async function buildTags(out) {
  if (!existsSync(inRoot('scripts/build-tags.mjs'))) return;
  const tags = await import('./build-tags.mjs');
  await tags.buildTags(out);
}

/** Bundles the console, or takes it from the old dist when it was bundled from these sources. */
async function buildConsole(out) {
  const old = inRoot('dist', 'console');
  const digest = consoleDigest();
  if (readDigest(old) === digest) cpSync(old, out, { recursive: true });
  else {
    const page = await import('./build-console.mjs');
    await page.buildConsole(out);
    writeFileSync(join(out, DIGEST_FILE), digest);
  }
}

async function bundleProgram(out) {
  const program = await import('./build-program.mjs');
  await program.bundleProgram(out);
}

function swapIn(out) {
  const dist = inRoot('dist');
  const old = `${out}-old`;
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(out, dist);
  rmSync(old, { recursive: true, force: true });
}

if (isProgram(import.meta.url)) {
  await runScript(async () => {
    const { checkNode } = await import('./setup/node-version.mjs');
    const { ensureDependencies } = await import('./setup/dependencies.mjs');
    checkNode();
    await ensureDependencies();
    await build();
  });
}
