import { expect, test } from 'vitest';
import { z } from 'zod';
import { type Installed, packageUses } from './architecture/package-uses.ts';
import { roomOf, rooms } from './architecture/rooms.ts';
import { readRootFile, readSourceTree } from './architecture/source-tree.ts';
import { wrongArrows } from './architecture/wrong-arrows.ts';

const files = readSourceTree();

test('every file belongs to a layer and imports only what that layer may import', () => {
  expect(wrongArrows(files)).toEqual([]);
});

test('finds imports in every layer that has files', () => {
  const silent = rooms.filter((room) => {
    const within = files.filter(({ path }) => roomOf(path) === room);
    return within.length > 1 && within.every(({ imports }) => imports.length === 0);
  });

  expect(silent).toEqual([]);
  expect(files.filter(({ path }) => path.startsWith('src/core/')).length).toBeGreaterThan(10);
});

test('every package that is installed is used, and every one that is used is installed', () => {
  const names = z.record(z.string(), z.string());
  const manifest = z
    .object({ dependencies: names, devDependencies: names, scripts: names })
    .parse(JSON.parse(readRootFile('package.json')));

  expect(packageUses(files, manifest, readInstalled)).toEqual({
    undeclared: [],
    unused: [],
    missingInProduction: [],
  });
});

function readInstalled(name: string): Installed {
  const { bin, peerDependencies } = z
    .object({
      bin: z.union([z.string(), z.record(z.string(), z.string())]).default({}),
      peerDependencies: z.record(z.string(), z.string()).default({}),
    })
    .parse(JSON.parse(readRootFile(`node_modules/${name}/package.json`)));

  return {
    commands: typeof bin === 'string' ? [name] : Object.keys(bin),
    peers: Object.keys(peerDependencies),
  };
}
