import { expect, test } from 'vitest';
import { z } from 'zod';
import { readRootFile } from './architecture/source-tree.ts';

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ optionalDependencies: z.record(z.string(), z.string()).default({}) }),
  ),
});

test('the lock file names the packages of every platform: npm ci refuses one that does not', () => {
  const { packages } = lockSchema.parse(JSON.parse(readRootFile('package-lock.json')));

  const wanted = Object.values(packages).flatMap((one) => Object.keys(one.optionalDependencies));
  // What a package brings along within itself lies in a folder of its own.
  const there = Object.keys(packages);
  const missing = wanted.filter((name) => !there.some((path) => path.endsWith(`node_modules/${name}`)));

  expect(wanted.length).toBeGreaterThan(0);
  expect(missing).toEqual([]);
});
