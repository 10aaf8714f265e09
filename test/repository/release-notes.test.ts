import { expect, it } from 'vitest';
import { releaseNotes } from '../../release/release-notes.ts';
import { readRootFile } from '../architecture/source-tree.ts';

const changelog = `# Changelog

## Unreleased

## 1.0.0 (2026-11-30)

- Two.

### For operators

- Three.

## 1.0.0-rc.1

- One.
`;

it('finds the section of a version, with the headings in it', () => {
  expect(releaseNotes(changelog, '1.0.0')).toBe('- Two.\n\n### For operators\n\n- Three.');
  expect(releaseNotes(changelog, '1.0.0-rc.1')).toBe('- One.');
});

it.each(['1.0', '2.0.0', 'Unreleased', ''])('finds none for %j', (version) => {
  expect(releaseNotes(changelog, version)).toBeUndefined();
});

it('finds the section of the version that package.json names', () => {
  const { version } = JSON.parse(readRootFile('package.json'));

  expect(releaseNotes(readRootFile('CHANGELOG.md'), version)).toEqual(expect.any(String));
});
