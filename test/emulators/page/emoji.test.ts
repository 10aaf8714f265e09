import { glob, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { emoji } from '../../../emulators/page/text/emoji.ts';
import { emojiDrawings } from '../../../emulators/page/text/emoji-drawings.ts';

test('every emoji that Bouncer uses is drawn, also on a machine without an emoji font', async () => {
  const used = new Set<string>();
  for await (const path of glob('src/{features,slack}/**/*.ts')) {
    for (const [, name = ''] of (await readFile(path, 'utf8')).matchAll(
      /(?<=['"`\s]):([a-z][a-z0-9_]+):(?=[\s'"`])/g,
    ))
      used.add(name);
  }

  expect(used).toContain('warning');
  expect([...used].filter((name) => !emoji.has(name) || !emojiDrawings.has(name))).toEqual([]);
});

test('every emoji that is drawn has a name and a character', () => {
  expect([...emojiDrawings.keys()].filter((name) => !emoji.has(name))).toEqual([]);
  expect([...emoji].filter(([name, character]) => name === '' || /^[a-z:]/.test(character))).toEqual([]);
});
