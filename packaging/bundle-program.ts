import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { bundleChartThread } from '../infra/bundle-chart-thread.ts';
import { leaveOut, neededShapes, unreachedByPrograms } from '../infra/leave-out.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Packages that are not ES modules load Node's own modules with `require`. */
const requireForModules = `import{createRequire}from'node:module';const require=createRequire(import.meta.url);`;
/** How esbuild makes programs that Node runs, with what they share, and what they load on demand, in files of their own. */
export const asPrograms = {
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  mainFields: ['module', 'main'],
  banner: { js: requireForModules },
  logLevel: 'error',
} satisfies BuildOptions;
/** What `src/app/shipped-file.ts` finds beside the bundle. */
const shippedFiles = ['manifest.yml', 'bouncer.example.yml'];

/**
 * Bundles programs into a folder, as plain JavaScript, with what they read from files beside them. Parts that are loaded on
 * demand stay files of their own. Names and lines are kept, so that a log or a stack trace reads as it does with the sources:
 * minified, the bot would start in only 2 % less CPU time.
 *
 * @param entryPoints Files by the name of their bundle, relative to the checkout.
 * @returns esbuild's lists of what the bundles contain.
 */
export async function bundleProgram(
  entryPoints: Readonly<Record<string, string>>,
  folder: string,
): Promise<readonly Metafile[]> {
  const { metafile } = await build({
    ...asPrograms,
    absWorkingDir: root,
    entryPoints,
    outdir: folder,
    plugins: [leaveOut(unreachedByPrograms), neededShapes, inMemoryOnly, namedActions],
    metafile: true,
  });
  await Promise.all(shippedFiles.map((name) => copyFile(join(root, name), join(folder, name))));
  return [metafile, await bundleChartThread(folder)];
}

/** The demo keeps its table in memory: dynalite's other store is native code, which no bundle can contain. */
const inMemoryOnly: Plugin = {
  name: 'leave out the store on disk',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^level$/ }, ({ path }) => ({ path, namespace: 'on-disk' }));
    onLoad({ filter: /.*/, namespace: 'on-disk' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** dynalite finds the files of its actions by their names; in a bundle, they are only found with their extension. */
const namedActions: Plugin = {
  name: 'find actions by name',
  setup({ onLoad }) {
    onLoad({ filter: /dynalite[\\/]index\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      return { contents: source.replaceAll(/require\((.*) \+ action\)/g, "require($1 + action + '.js')") };
    });
  },
};
