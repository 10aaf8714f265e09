import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Answer, Row } from '../figure.ts';
import type { LambdaBench } from './lambda-bench.ts';

export const bundleSizeRows: readonly Row[] = [
  { question: 'ingress, bundled', unit: 'kB', bound: 400, judgedBy: 'worst' },
  { question: 'worker, bundled', unit: 'kB', bound: 1_400, judgedBy: 'worst' },
  { question: 'connect handler, bundled', unit: 'kB', bound: 100, judgedBy: 'worst' },
];

/** How large are the bundles of the functions? */
export async function measureBundleSizes({ bundles }: LambdaBench): Promise<readonly Answer[]> {
  const folders = [bundles.ingress, bundles.worker, bundles['connect-handler']];
  const sizes = await Promise.all(folders.map((folder) => stat(join(folder, 'index.mjs'))));
  return sizes.map(({ size }) => ({ measured: [size / 1_000] }));
}
