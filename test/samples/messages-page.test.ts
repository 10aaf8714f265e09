import { expect, test } from 'vitest';
import { readRootFile } from '../architecture/source-tree.ts';
import { messageCatalogue } from './catalogue.ts';

test('docs/messages.md shows every message as the code renders it (if this fails, run `npm run messages`)', () => {
  expect(readRootFile('docs/messages.md')).toBe(messageCatalogue());
});
