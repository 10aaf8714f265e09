import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';
import { bundlePageTexts } from '../emulators/page/bundle-page.ts';
import { writePage } from '../emulators/page/page-files.ts';
import { bundleLambda } from '../infra/bundle-lambda.ts';
import { bundleProgram } from './bundle-program.ts';
import { noticesOf } from './notices.ts';

/** Where `package.json` expects the package's files. */
const dist = fileURLToPath(new URL('../dist/', import.meta.url));

const entryPoints = {
  'vpn-bouncer': 'packaging/vpn-bouncer.ts',
  // The demo starts these as processes of their own, or loads them into one.
  'lambda-runtime': 'emulators/lambda/runtime.ts',
  'end-with-demo': 'emulators/demo/end-with-demo.ts',
};

/** Builds everything that the package contains, from nothing. */
export async function buildPackage(folder = dist): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'page'), { recursive: true });
  const page = await bundlePageTexts();
  await writePage(page.texts, join(folder, 'page'));
  const contents: readonly Metafile[] = [
    ...(await bundleProgram(entryPoints, folder)),
    await bundleLambda('connect-handler', join(folder, 'connect-handler')),
    page.metafile,
  ];
  await writeFile(join(folder, 'THIRD-PARTY-NOTICES.txt'), await noticesOf(contents));
}

if (import.meta.main) await buildPackage();
