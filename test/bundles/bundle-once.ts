import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { botIn, compiledCode, makeBundles } from './bundles.ts';

/**
 * Makes the bundles of a test run, once for all its projects: starting processes is most of what the e2e tests cost.
 *
 * @returns What removes them again.
 */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.BOUNCER_BUNDLES !== undefined) return undefined;

  const folder = await makeBundles();
  process.env.BOUNCER_BUNDLES = folder;
  await Promise.all([
    compile(botIn(folder)),
    compile('test/e2e/support/lambda/ingress-process.ts', join(folder, 'ingress')),
    ...['worker', 'connect-handler'].map((name) =>
      compile('emulators/lambda/runtime.ts', join(folder, name, 'index.mjs')),
    ),
  ]);
  return () => rm(folder, { recursive: true });
}

/** Without a configuration it ends at once; what it compiled until then is kept for those that follow. */
async function compile(...script: readonly string[]): Promise<void> {
  await promisify(execFile)(process.execPath, script, { env: compiledCode() }).catch(() => undefined);
}
