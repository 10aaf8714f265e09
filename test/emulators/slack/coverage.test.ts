import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { blockTypes } from '../../../emulators/slack/blocks/block-rules.ts';
import { elementTypes } from '../../../emulators/slack/blocks/element-rules.ts';
import { controlPaths } from '../../../emulators/slack/control/answer-control.ts';
import { methods } from '../../../emulators/slack/web-api/methods.ts';

const readme = readFileSync(new URL('../../../emulators/slack/README.md', import.meta.url), 'utf8');

test('the table of methods lists the methods that are there', () => {
  const listed = rowsUnder('method', 'what is there').map(([method]) => method);

  expect(listed).toEqual(Object.keys(methods).sort());
});

test('the tables of blocks and elements list those that are checked', () => {
  const blocks = rowsUnder('block', 'what is checked').map(([block]) => block);
  const elements = rowsUnder('element', 'where').map(([element]) => element);

  expect(blocks).toEqual([...blockTypes].sort());
  expect(elements).toEqual([...elementTypes].sort());
});

test('the table of controls lists the paths that are answered', () => {
  const paths = rowsUnder('method', 'path under /_emulator/').map(([method, path]) => `${method} ${path}`);

  expect(paths).toEqual(controlPaths);
});

test('every behaviour names the page it is from', () => {
  const rows = rowsUnder('behaviour', 'source');

  expect(rows.length).toBeGreaterThan(5);
  for (const [, source] of rows) expect(source).toMatch(/^https:\/\//);
});

/** The cells of each row under the header that begins so, without padding and backticks. */
function rowsUnder(...header: readonly string[]): readonly (readonly string[])[] {
  const lines = readme.split('\n').map(cellsOf);
  const start = lines.findIndex((cells) => header.every((cell, index) => cells[index] === cell));
  const rest = lines.slice(start + 2);
  return rest.slice(
    0,
    rest.findIndex((cells) => cells.length < 2),
  );
}

function cellsOf(line: string): readonly string[] {
  return line
    .replaceAll('`', '')
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
