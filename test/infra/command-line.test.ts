import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

it.each([['--templat'], ['everything']])('infra:synth explains that %s is not an option', (word) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['infra/main.ts', word], {
    encoding: 'utf8',
  });

  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain(word);
  expect(stderr).toContain('The only option is --template.');
  expect(stderr).not.toMatch(/^\s+at /m);
});
