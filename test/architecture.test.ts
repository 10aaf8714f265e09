import { expect, test } from 'vitest';
import { z } from 'zod';
import { importCycles } from './architecture/import-cycles.ts';
import { featureOrder, layerOf, layers } from './architecture/layers.ts';
import { type Installed, packageUses } from './architecture/package-uses.ts';
import { readRootFile, readSourceTree } from './architecture/source-tree.ts';
import { wrongImports } from './architecture/wrong-imports.ts';

const files = readSourceTree();

test('every file is in a layer and imports only what its layer may', () => {
  expect(wrongImports(files)).toEqual([]);
});

test.each(['src', 'emulators'])('no files and no folders of %s import each other in a circle', (folder) => {
  expect(importCycles(files.filter(({ path }) => path.startsWith(`${folder}/`)))).toEqual({
    files: [],
    folders: [],
  });
});

test('the page reader has one export', () => {
  const imported = files
    .filter(({ path }) => path.startsWith('src/') && !path.startsWith('src/aws/page-reader/'))
    .flatMap(({ imports }) => imports.map(({ specifier = '' }) => specifier))
    .filter((specifier) => specifier.includes('page-reader/'));

  expect([...new Set(imported)]).toEqual(['./page-reader/page-reader.ts']);
});

test('every feature has its place in the order', () => {
  const names = files.flatMap(({ path }) => /^src\/features\/([^/]+)\//.exec(path)?.[1] ?? []);

  expect([...new Set(names)].sort()).toEqual([...featureOrder].sort());
});

test('finds imports in every layer that has files', () => {
  const silent = layers.filter((layer) => {
    const within = files.filter(({ path }) => layerOf(path) === layer);
    return within.length > 1 && within.every(({ imports }) => imports.length === 0);
  });

  expect(silent).toEqual([]);
  expect(files.filter(({ path }) => path.startsWith('src/domain/')).length).toBeGreaterThan(10);
});

test('every package that is installed is used, and every one that is used is installed', () => {
  const names = z.record(z.string(), z.string());
  const manifest = z
    .object({ dependencies: names, devDependencies: names, scripts: names })
    .parse(JSON.parse(readRootFile('package.json')));
  // What the Slack CLI runs is run as well.
  const { hooks } = z.object({ hooks: names }).parse(JSON.parse(readRootFile('.slack/hooks.json')));
  const scripts = { ...manifest.scripts, ...hooks };

  expect(packageUses(files, { ...manifest, scripts }, readInstalled)).toEqual({
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
