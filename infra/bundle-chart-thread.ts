import { copyFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';

/** What `src/features/charts/drawing/draw-chart.ts` reads from files. */
const assets = [
  '@resvg/resvg-wasm/index_bg.wasm',
  '@fontsource/inter/files/inter-latin-400-normal.woff2',
  '@fontsource/inter/files/inter-latin-600-normal.woff2',
];

/**
 * Bundles the thread that draws charts, and copies its WebAssembly and fonts, into the folder of the bundle that starts
 * it. They stay out of that bundle, which every cold start reads.
 *
 * @returns esbuild's list of what the thread's bundle contains, with sizes.
 */
export async function bundleChartThread(folder: string): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
    entryPoints: ['src/features/charts/drawing/chart-thread.ts'],
    outfile: join(folder, 'chart-thread.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    minify: true,
    mainFields: ['module', 'main'],
    metafile: true,
    logLevel: 'error',
  });
  await Promise.all(chartAssets().map((path) => copyFile(path, join(folder, basename(path)))));
  return metafile;
}

/** Where the WebAssembly and the fonts are installed, as absolute paths. */
export function chartAssets(): readonly string[] {
  const { resolve } = createRequire(import.meta.url);
  return assets.map((asset) => resolve(asset));
}
