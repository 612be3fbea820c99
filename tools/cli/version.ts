import type { Command } from 'commander';
import { isOlder } from '../../src/infra/version-order.ts';
import type { Context } from './context.ts';
import { type Newest, newestVersion } from './newest-version.ts';
import { wrapped } from './output.ts';

/** The package of this program, with the registry that has its newer versions. */
type Release = { name: string; version: string; registryUrl: string };

/** Adds `version`: this version, and with `--check` whether the npm registry has a newer one. Only `--check` asks it. */
export function addVersion(
  program: Command,
  { print, width }: Pick<Context, 'print' | 'width'>,
  { name, version, registryUrl }: Release,
): void {
  program
    .command('version')
    .description('Print the version, and say whether a newer one is out')
    .option('--check', 'ask the npm registry for the newest version')
    .action(async ({ check }: { check?: boolean }) => {
      if (!check) return print({ version }, () => version);
      const found = await newestVersion(name, registryUrl);
      print({ version, ...found }, () =>
        wrapped(`This is Ringtrail ${version}. ${inWords(name, version, found)}`, width),
      );
    })
    .addHelpText('after', '\nExample:\n  ringtrail version --check');
}

function inWords(name: string, version: string, found: Newest): string {
  const { newest } = found;
  if (newest === null) return `The npm registry did not say which is the newest: ${found.reason}.`;
  return isOlder(version, newest)
    ? `${newest} is out: CHANGELOG.md of ${name}@${newest} has its upgrade notes.`
    : 'The npm registry has no newer one.';
}
