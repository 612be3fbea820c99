import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { imageTags, releaseNotes } from './release/notes.mjs';
import { run, tail } from './setup/command.mjs';
import { inRoot, ROOT } from './setup/paths.mjs';
import { runScript, SetupError, say } from './setup/report.mjs';

const PACKAGES = ['.', './packages/tags'];

/**
 * Makes the files of a release: packages, bill of materials, notes, commands that publish them, and checksums. It publishes nothing.
 * `--draft` takes the notes under Unreleased, `--to` another folder than `release`.
 */
async function main(args) {
  const { draft, to } = parseArgs({
    args,
    options: {
      draft: { type: 'boolean', default: false },
      to: { type: 'string', default: inRoot('release') },
    },
  }).values;
  const version = await commonVersion();
  const notes = releaseNotes(await readFile(inRoot('CHANGELOG.md'), 'utf8'), version, draft);
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true });
  for (const folder of PACKAGES) await npm('pack', folder, '--silent', '--pack-destination', to);
  const sbom = await npm('sbom', '--omit=dev', '--package-lock-only', '--sbom-format=cyclonedx');
  await writeFile(join(to, 'sbom.cdx.json'), sbom);
  await writeFile(join(to, 'NOTES.md'), notes);
  const packages = (await readdir(to)).filter((name) => name.endsWith('.tgz'));
  await writeFile(join(to, 'publish.sh'), publishing(version, packages), { mode: 0o755 });
  await writeFile(join(to, 'SHA256SUMS'), await checksums(to));
  say(`the release ${version} is in ${to}`);
}

/** Resolves with the version that all packages have. */
async function commonVersion() {
  const versions = await Promise.all(
    PACKAGES.map(
      async (folder) => JSON.parse(await readFile(inRoot(folder, 'package.json'), 'utf8')).version,
    ),
  );
  if (new Set(versions).size > 1)
    throw new SetupError(`the packages have the versions ${versions.join(' and ')}. Give them the same.`);
  return versions[0];
}

async function npm(...args) {
  const { code, output } = await run('npm', args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  if (code !== 0) throw new SetupError(`npm ${args.join(' ')} failed:\n${tail(output)}`);
  return output;
}

/** Returns the script of the person who publishes. IMAGE is the name of the image in its registry. */
function publishing(version, packages) {
  const tags = imageTags(version);
  return `#!/bin/sh
# Publishes Ringtrail ${version}. IMAGE names the image, such as registry.example.com/ringtrail. The checkout is at the release's commit.
set -e
cd "$(dirname "$0")"
sha256sum --check SHA256SUMS
docker build ${tags.map((tag) => `--tag "$IMAGE:${tag}"`).join(' ')} ..
${tags.map((tag) => `docker push "$IMAGE:${tag}"`).join('\n')}
${packages.map((file) => `npm publish --access public ./${file}`).join('\n')}
`;
}

/** Returns a line for each file, as sha256sum reads it. */
async function checksums(folder) {
  const lines = (await readdir(folder)).sort().map(async (name) => {
    const hash = createHash('sha256');
    await pipeline(createReadStream(join(folder, name)), hash);
    return `${hash.digest('hex')}  ${name}\n`;
  });
  return (await Promise.all(lines)).join('');
}

await runScript(main);
