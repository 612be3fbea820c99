import { SetupError } from '../setup/report.mjs';

/** An entry of these says that an operator has something to do or to expect. */
const OF_UPGRADES = /\bupgrade|\bfirst start after\b/i;

const HOW_TO_UPGRADE = `Back up first: \`ringtrail backup --to ringtrail.tar.gz\`. Then stop Ringtrail, install this version and start it. The first start
brings the data to this version. An earlier version refuses such data, so the way back is the back-up.`;

/**
 * Returns the notes of a version: how to upgrade to it, and its section of the changelog. A draft has the section Unreleased. Throws a
 * `SetupError` when the changelog is not ready for the version.
 */
export function releaseNotes(changelog, version, isDraft) {
  const unreleased = sectionOf(changelog, 'Unreleased');
  if (!isDraft && unreleased)
    throw new SetupError(
      'CHANGELOG.md has entries under Unreleased. Move them under the version of package.json, or add --draft.',
    );
  const section = isDraft ? unreleased : sectionOf(changelog, version);
  if (!section) throw new SetupError(`CHANGELOG.md has no entries for ${isDraft ? 'Unreleased' : version}.`);
  const upgrades = entriesOf(section).filter((entry) => OF_UPGRADES.test(entry));
  return [
    `# Ringtrail ${version}${isDraft ? ' (draft)' : ''}`,
    ['## Upgrade', HOW_TO_UPGRADE, ...(upgrades.length > 0 ? [upgrades.join('\n')] : [])].join('\n\n'),
    `## Changes\n\n${section}`,
    '',
  ].join('\n\n');
}

/** Returns the tags of the image. Only a final version moves the tags that people follow. */
export function imageTags(version) {
  const [, minor] = /^(\d+\.\d+)\.\d+$/.exec(version) ?? [];
  return minor ? [version, minor, 'latest'] : [version];
}

/** Returns the text of a section, without its heading. It is empty where there is no section. */
function sectionOf(changelog, name) {
  const section = changelog.split(/^## /m).find((text) => text.startsWith(`[${name}]`));
  return section?.slice(section.indexOf('\n')).trim() ?? '';
}

/** Returns the entries of a section, each with its further lines. */
function entriesOf(section) {
  return section.split(/^(?=- |### )/m).flatMap((text) => (text.startsWith('- ') ? [text.trimEnd()] : []));
}
