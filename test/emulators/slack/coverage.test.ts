import { expect, test } from 'vitest';
import { blockTypes } from '../../../emulators/slack/blocks/block-rules.ts';
import { elementTypes } from '../../../emulators/slack/blocks/element-rules.ts';
import { controlPaths } from '../../../emulators/slack/control/answer-control.ts';
import { methods } from '../../../emulators/slack/web-api/methods.ts';
import { rowsUnder } from './readme-table.ts';

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

test('every behavior names the page it is from', () => {
  const rows = rowsUnder('behavior', 'source');

  expect(rows.length).toBeGreaterThan(5);
  for (const [, source] of rows) expect(source).toMatch(/^https:\/\//);
});
