import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { bundleChartThread } from './bundle-chart-thread.ts';
import { leaveOut, neededShapes, unreachedByFunctions } from './leave-out.ts';

/** The functions by name, each with the file of its handler. */
const entries = {
  ingress: 'src/lambda/ingress.ts',
  worker: 'src/lambda/worker.ts',
  'connect-handler': 'src/lambda/connect-handler.ts',
} as const;

export type LambdaName = keyof typeof entries;

/** Packages that are not ES modules load Node's own modules with `require`. */
const requireForModules = `import{createRequire}from'node:module';const require=createRequire(import.meta.url);`;

/**
 * Bundles one function into a folder, so that a cold start reads one file instead of a thousand. What draws charts is
 * beside it, and read when it is needed.
 *
 * @returns esbuild's list of what the bundle contains, with sizes.
 */
export async function bundleLambda(name: LambdaName, folder: string): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
    entryPoints: [entries[name]],
    outfile: join(folder, 'index.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    minify: true,
    // Only from ES modules can esbuild leave out unused parts.
    mainFields: ['module', 'main'],
    banner: { js: requireForModules },
    plugins: [leaveOut(unreachedByFunctions), neededShapes],
    metafile: true,
    logLevel: 'error',
  });
  if (name === 'worker') await bundleChartThread(folder);
  return metafile;
}
