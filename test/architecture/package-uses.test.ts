import { expect, test } from 'vitest';
import { importsOf } from './imports-of.ts';
import { type Installed, type Manifest, packageUses } from './package-uses.ts';

const nothing: Installed = { commands: [], peers: [] };

test('finds a package that nobody imports, runs or needs', () => {
  const uses = packageUses([], manifest({ devDependencies: { idle: '1' } }), () => nothing);

  expect(uses.unused).toEqual(['idle']);
});

test.each([
  ['a script runs its command', 'tool', { commands: ['lint-it'], peers: [] }],
  ['another package needs it as a peer', 'peer', { commands: [], peers: ['peer'] }],
  ['it types a package that is imported', '@types/ws', nothing],
])('counts a package as used when %s', (_title, name, installed) => {
  const files = [file('test/a.ts', `import 'ws';`)];
  const declared = manifest({ dependencies: { ws: '1' }, devDependencies: { [name]: '1' } });

  expect(packageUses(files, declared, () => installed).unused).toEqual([]);
});

test('knows a package by its scope and not by the file within it', () => {
  const files = [file('src/a.ts', `import '@scope/pack/deep/file'; import 'plain/deep'; import 'node:fs';`)];
  const declared = manifest({ dependencies: { '@scope/pack': '1', plain: '1' } });

  expect(packageUses(files, declared, () => nothing)).toEqual({
    undeclared: [],
    unused: [],
    missingInProduction: [],
  });
});

test('finds an import that only another package’s needs have installed', () => {
  expect(packageUses([file('test/a.ts', `import 'x';`)], manifest({}), () => nothing).undeclared).toEqual([
    'x',
  ]);
});

test('finds what the bot needs at run time but has for development only', () => {
  const files = [file('src/a.ts', `import 'x'; import type { Y } from 'y';`)];
  const uses = packageUses(files, manifest({ devDependencies: { x: '1', y: '1' } }), () => nothing);

  expect(uses.missingInProduction).toEqual(['x']);
});

function manifest(given: Partial<Manifest>): Manifest {
  return { dependencies: {}, devDependencies: {}, scripts: { lint: 'lint-it --now .' }, ...given };
}

function file(path: string, source: string) {
  return { path, imports: importsOf(source, 'ts') };
}
