import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { readRootFile } from '../architecture/source-tree.ts';

const { hooks, config } = JSON.parse(readRootFile('.slack/hooks.json'));
const { scripts } = JSON.parse(readRootFile('package.json'));

/** Runs a hook as the Slack CLI does: by a shell, with its arguments appended. */
async function outputOf(hook: string, ...args: readonly string[]): Promise<string> {
  return (await promisify(execFile)('sh', ['-c', [hooks[hook], ...args].join(' ')])).stdout;
}

it('gives the Slack CLI the manifest of the app as JSON, by the protocol that its hooks name', async () => {
  const [sdk, manifest] = await Promise.all([
    outputOf('get-hooks'),
    outputOf('get-manifest', '--source=/anywhere', '--protocol=message-boundaries', '--boundary=b0'),
  ]);

  // Bouncer connects to Slack itself, with the tokens that the CLI gives it.
  expect(JSON.parse(sdk)).toMatchObject({
    runtime: 'node',
    config: { 'sdk-managed-connection-enabled': true, 'protocol-version': ['message-boundaries'] },
  });
  const [before, json = '', after] = manifest.trim().split('b0');
  expect([before, after]).toEqual(['', '']);
  expect(JSON.parse(json)).toEqual(parse(readRootFile('manifest.yml')));
});

it('starts Bouncer itself, and watches the manifest', () => {
  expect(hooks.start).toBe('npm run -s bot');
  expect(scripts.bot).toBe('node src/main.ts');
  expect(config.watch.manifest.paths).toEqual(['manifest.yml']);
});
