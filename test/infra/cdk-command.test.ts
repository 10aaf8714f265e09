import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { expect, onTestFinished, test } from 'vitest';

test('the installed CDK command reads what the library writes', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'bouncer-cdk-'));
  onTestFinished(() => rmSync(outdir, { recursive: true }));
  const app = new App({ outdir, analyticsReporting: false });
  new Stack(app, 'Nothing');
  app.synth();

  const stacks = execFileSync('node_modules/.bin/cdk', ['ls', '--app', outdir], {
    encoding: 'utf8',
    env: { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true', CDK_DISABLE_VERSION_CHECK: 'true' },
  });

  expect(stacks.trim()).toBe('Nothing');
});
