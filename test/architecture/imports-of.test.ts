import { expect, test } from 'vitest';
import { importsOf } from './imports-of.ts';

test.each([
  ['a static import', `import { a } from 'x';`],
  ['an import for its effect', `import 'x';`],
  ['an import over several lines', `import {\n  a, // from 'y'\n  b,\n} from\n 'x';`],
  ['a namespace import in double quotes', `import * as a from "x";`],
  ['an import with single types, which stays at run time', `import { type A } from 'x';`],
  ['a re-export', `export { a } from 'x';`],
  ['a re-export of everything', `export * from 'x';`],
  ['a named re-export of everything', `export * as a from 'x';`],
  ['a dynamic import', `const a = await import('x');`],
  ['a dynamic import in plain back quotes', 'const a = await import(`x`);'],
  ['a dynamic import inside a template', `const a = \`one \${await import('x')} two\`;`],
  ['an import by require', `import a = require('x');`],
  ['a call of require', `const a = require('x');`],
  ['the path of a file in a package', `const a = require.resolve('x');`],
  ['an import after a regular expression that looks like a comment', `const a = /[/*]/; import 'x'; /* */`],
])('finds %s', (_title, source) => {
  expect(importsOf(source, 'ts')).toEqual([{ specifier: 'x', isTypeOnly: false }]);
});

test.each([
  ['a type-only import', `import type { A } from 'x';`],
  ['a type-only re-export', `export type { A } from 'x';`],
  ['an import inside a type', `type A = import('x').B;`],
  ['an import inside a typeof', `type A = typeof import('x');`],
  ['an import inside a nested type argument', `const a: Map<string, import('x').B[]> = new Map();`],
])('finds %s and knows that it is for types', (_title, source) => {
  expect(importsOf(source, 'ts')).toEqual([{ specifier: 'x', isTypeOnly: true }]);
});

test.each([
  ['a line comment', `// import a from 'x';`],
  ['a block comment', `/* import a from 'x'; */`],
  ['a string', `const a = "import b from 'x'";`],
  ['a template', `const a = \`import 'x'\`;`],
  ['a regular expression', `const a = /import 'x'/;`],
  ['an export without a source', `export const from = 'x'; export { from as a };`],
  ['a method named import', `thing.import('x');`],
])('is not fooled by %s', (_title, source) => {
  expect(importsOf(source, 'ts')).toEqual([]);
});

test('says that a computed import cannot be told', () => {
  expect(importsOf(`await import('./' + name); await import(\`./\${name}\`);`, 'ts')).toEqual([
    { specifier: undefined, isTypeOnly: false },
    { specifier: undefined, isTypeOnly: false },
  ]);
});

test('reads JSX', () => {
  const source = `import { h } from 'x'; export const a = <p title="import 'y'">import 'z'</p>;`;

  expect(importsOf(source, 'tsx')).toEqual([{ specifier: 'x', isTypeOnly: false }]);
});
