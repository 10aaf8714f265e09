import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { leaveOut, neededShapes } from './leave-out.ts';

/** The functions by name, and the file that has the handler of each. */
const entries = {
  ingress: 'src/lambda/ingress.ts',
  worker: 'src/lambda/worker.ts',
  'connect-handler': 'src/lambda/connect-handler.ts',
} as const;

export type LambdaName = keyof typeof entries;

/** Packages that are not modules by themselves ask for what Node has with `require`. */
const requireForModules = `import{createRequire}from'node:module';const require=createRequire(import.meta.url);`;

/**
 * Bundles one function into a folder, so that a cold start reads one file and not a thousand.
 *
 * @returns What went into it, and how much.
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
    // The form that esbuild can leave unused parts out of.
    mainFields: ['module', 'main'],
    banner: { js: requireForModules },
    plugins: [leaveOut, neededShapes],
    metafile: true,
    logLevel: 'error',
  });
  return metafile;
}
