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

const packageSchema = z.object({ engines: z.object({ node: z.string() }) });

test('npm warns of a Node that is older than the one that the README asks for', () => {
  const [, major] = /Node (\d+)/.exec(readRootFile('README.md')) ?? [];
  const { engines } = packageSchema.parse(JSON.parse(readRootFile('package.json')));
  const lock = z
    .object({ packages: z.object({ '': packageSchema }) })
    .parse(JSON.parse(readRootFile('package-lock.json')));

  expect(engines.node).toBe(`>=${major}`);
  expect(lock.packages[''].engines).toEqual(engines);
});

test('the README names the package by the version that npm pack makes', () => {
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readRootFile('package.json')));
  const named = readRootFile('README.md').match(/vpn-bouncer-[\d.]+\.tgz/g) ?? [];

  expect(named.length).toBeGreaterThan(0);
  expect(new Set(named)).toEqual(new Set([`vpn-bouncer-${version}.tgz`]));
});
