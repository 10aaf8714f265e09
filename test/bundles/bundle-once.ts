import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { botIn, makeBundles } from './bundles.ts';

/**
 * Makes the bundles of a test run, once for all its projects: starting processes is most of what the e2e tests cost.
 *
 * @returns What removes them again.
 */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.BOUNCER_BUNDLES !== undefined) return undefined;

  const folder = await makeBundles();
  process.env.BOUNCER_BUNDLES = folder;
  // Without a configuration it ends at once; what it compiled until then is kept for those that follow.
  await promisify(execFile)(process.execPath, [botIn(folder)], { env: {} }).catch(() => undefined);
  return () => rm(folder, { recursive: true });
}
