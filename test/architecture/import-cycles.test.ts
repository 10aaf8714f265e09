import { expect, test } from 'vitest';
import { importCycles } from './import-cycles.ts';
import { importsOf } from './imports-of.ts';

const file = (path: string, source: string) => ({ path, imports: importsOf(source, 'ts') });

test('finds two files that import one another, even if only types', () => {
  const files = [
    file('src/a/one.ts', `import type { Two } from './two.ts';`),
    file('src/a/two.ts', `import type { One } from './one.ts';`),
    file('src/a/three.ts', `import { one } from './one.ts';`),
  ];

  expect(importCycles(files)).toEqual({ files: [['src/a/one.ts', 'src/a/two.ts']], folders: [] });
});

test('finds folders that import one another through different files', () => {
  const files = [
    file('src/a/one.ts', `import { b } from '../b/one.ts';`),
    file('src/b/one.ts', ''),
    file('src/b/two.ts', `export { c } from '../c/one.ts';`),
    file('src/c/one.ts', `const a = await import('../a/two.ts');`),
    file('src/a/two.ts', ''),
  ];

  expect(importCycles(files)).toEqual({ files: [], folders: [['src/a', 'src/b', 'src/c']] });
});

test('finds nothing in a tree without cycles', () => {
  const files = [file('src/a/one.ts', `import '../b/one.ts'; import 'zod';`), file('src/b/one.ts', '')];

  expect(importCycles(files)).toEqual({ files: [], folders: [] });
});
