import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, onTestFinished, test } from 'vitest';
import { BundledFunction } from '../../infra/constructs/bundled-function.ts';

/** Where the code of a function with these files would be uploaded, and not again once it is there. */
async function uploadedAs(files: Readonly<Record<string, readonly [text: string, mode: number]>>) {
  const root = await mkdtemp(join(tmpdir(), 'bouncer-bundle-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const folder = join(root, 'bundle');
  await mkdir(folder);
  for (const [name, [text, mode]] of Object.entries(files)) {
    await writeFile(join(folder, name), text);
    await chmod(join(folder, name), mode);
  }
  const stack = new Stack(new App({ outdir: join(root, 'out'), analyticsReporting: false }), 'Stack');
  const props = { description: '', folder, memoryMb: 128, timeout: Duration.seconds(1), environment: {} };
  new BundledFunction(stack, 'It', props);
  const [lambda] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
  return lambda?.Properties.Code.S3Key;
}

test('the same files in another folder are not uploaded again', async () => {
  const files = { 'index.mjs': ['one', 0o644] } as const;

  expect(await uploadedAs(files)).toBe(await uploadedAs(files));
});

test('code is uploaded again when a file’s text, mode or name changes', async () => {
  const keys = await Promise.all([
    uploadedAs({ 'index.mjs': ['one', 0o644] }),
    uploadedAs({ 'index.mjs': ['two', 0o644] }),
    uploadedAs({ 'index.mjs': ['one', 0o600] }),
    uploadedAs({ 'other.mjs': ['one', 0o644] }),
  ]);

  expect(new Set(keys).size).toBe(keys.length);
});
