import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { botSource } from '../../bundles/bundles.ts';
import { anInstallation, runBouncer } from './bouncer-process.ts';

test('the shipped source prints its usage to stdout, without being bundled', async () => {
  const { exitCode, stdout, stderr } = await runBouncer(['--help'], anInstallation(), botSource);

  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toContain('audit verify');
});

test.each([['--help'], ['-h'], ['audit', '--help']])(
  '“%s %s” prints its usage to stdout',
  async (...args) => {
    const { exitCode, stdout, stderr } = await runBouncer(args, anInstallation());

    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toContain('audit verify');
  },
);

test.each([
  ['what'],
  ['audit'],
  ['audit', 'burn'],
  ['history', 'forget'],
  ['history', 'forget', ' '],
  ['--what'],
  ['audit', 'export', '--format', 'xml'],
])('“%s %s %s %s” is rejected with the usage on stderr and exit code 1', async (...args) => {
  const { exitCode, stdout, stderr } = await runBouncer(args, anInstallation());

  expect([exitCode, stdout]).toEqual([1, '']);
  expect(stderr).toContain('audit verify');
});

test.each([[], ['serve'], ['audit', 'verify']])(
  '“%s %s” reports every problem of the configuration with exit code 78',
  async (...args) => {
    const installation = anInstallation();
    writeFileSync(installation.configPath, 'endpoints: []\nwhat: ever\n');

    const { exitCode, stdout, stderr } = await runBouncer(args, installation);

    expect([exitCode, stdout]).toEqual([78, '']);
    for (const path of ['endpoints', 'what', 'audit']) expect(stderr).toContain(path);
  },
);
