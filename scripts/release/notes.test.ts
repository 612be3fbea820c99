import { describe, expect, it } from 'vitest';

const { imageTags, releaseNotes } = (await import(new URL('./notes.mjs', import.meta.url).href)) as {
  imageTags(version: string): string[];
  releaseNotes(changelog: string, version: string, isDraft: boolean): string;
};

const released = (unreleased = '') => `# Changelog

## [Unreleased]
${unreleased}
## [1.2.0] - 2026-12-01

### Added

- Calls have a colour. The first start after the upgrade
  colours the stored ones.
- Pools have a shape.

## [1.1.0] - 2026-11-01

- Nothing of note.
`;

describe('the notes of a release', () => {
  it('have the changes of the version, and the entries about the upgrade again', () => {
    const notes = releaseNotes(released(), '1.2.0', false);
    const [upgrade = '', changes = ''] = notes.split('## Changes');
    expect(upgrade).toContain('# Ringtrail 1.2.0\n');
    expect(upgrade).toContain('ringtrail backup');
    expect(upgrade).toContain(
      '- Calls have a colour. The first start after the upgrade\n  colours the stored ones.',
    );
    expect(upgrade).not.toContain('shape');
    expect(changes).toContain('- Pools have a shape.');
    expect(notes).not.toContain('Nothing of note');
  });

  it('are refused while entries wait, or without entries, unless they are a draft', () => {
    const waiting = released('\n### Added\n\n- Sites have a smell.\n');
    expect(() => releaseNotes(waiting, '1.2.0', false)).toThrow('under Unreleased');
    expect(() => releaseNotes(released(), '1.3.0', false)).toThrow('no entries for 1.3.0');
    expect(() => releaseNotes(released(), '1.2.0', true)).toThrow('no entries for Unreleased');
    expect(releaseNotes(waiting, '1.3.0', true)).toMatch(/^# Ringtrail 1\.3\.0 \(draft\)\n.*smell/s);
  });
});

it('an image of a final version has the tags that people follow, and one of a candidate has its own', () => {
  expect(imageTags('1.2.0')).toEqual(['1.2.0', '1.2', 'latest']);
  expect(imageTags('1.3.0-rc.1')).toEqual(['1.3.0-rc.1']);
});
