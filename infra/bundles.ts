import { chmod, copyFile, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleLambda, type LambdaName } from './bundle-lambda.ts';

/** The folder of each function's bundle, ready to be deployed. */
export type Bundles = Readonly<Record<LambdaName, string>>;

/** Bundles every function. The worker's bundle includes bouncer.yml. */
export async function bundleAll(configPath: string): Promise<Bundles> {
  const root = await mkdtemp(join(tmpdir(), 'bouncer-bundles-'));
  const bundles = {
    ingress: join(root, 'ingress'),
    worker: join(root, 'worker'),
    'connect-handler': join(root, 'connect-handler'),
  };
  await Promise.all([
    bundleLambda('ingress', bundles.ingress),
    bundleLambda('worker', bundles.worker),
    bundleLambda('connect-handler', bundles['connect-handler']),
  ]);
  await copyFile(configPath, join(bundles.worker, 'bouncer.yml'));
  await Promise.all(Object.values(bundles).map(letOthersRead));
  return bundles;
}

/**
 * Makes the files readable: their modes are deployed as they are, and Lambda runs the code as another user.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-package.html
 */
async function letOthersRead(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  const names = await readdir(folder);
  await Promise.all(names.map((name) => chmod(join(folder, name), 0o644)));
}
