import { copyFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleChartThread } from '../../infra/bundle-chart-thread.ts';
import { bundleLambda, type LambdaName } from '../../infra/bundle-lambda.ts';

/** What is shipped, and what the bundle is made from. */
export const botSource = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
/** Packages that are not modules by themselves ask for what Node has with `require`. */
const requireForModules = `import{createRequire}from'node:module';const require=createRequire(import.meta.url);`;

/** Bundles the bot and its functions. @returns The folder that they are in. */
export async function makeBundles(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bouncer-bundles-'));
  const functions = ['ingress', 'worker', 'connect-handler'] as const satisfies readonly LambdaName[];
  await Promise.all([bundleBot(folder), ...functions.map((name) => bundleLambda(name, join(folder, name)))]);
  return folder;
}

/**
 * The bot's entry point: the bundle of this test run, from which the bot starts in a third of the time, or its source where
 * there is none or `BOT_FROM=source` asks for it.
 */
export function botEntryPoint(): string {
  const { BOUNCER_BUNDLES: folder, BOT_FROM: from } = process.env;
  return folder === undefined || from === 'source' ? botSource : botIn(folder);
}

/** The folder of the functions' bundles, one in a folder of its own: those of this test run, or new ones. */
export async function functionBundles(): Promise<string> {
  return process.env.BOUNCER_BUNDLES ?? (await makeBundles());
}

export function botIn(folder: string): string {
  return join(folder, 'bot', 'app', 'bin', 'main.mjs');
}

/** Its parts stay apart and keep their names: what is loaded on demand still is, and its log reads the same. */
async function bundleBot(folder: string): Promise<void> {
  // Where `src/app/cli/manifest.ts` looks for it, counted from its own folder.
  await copyFile(fileURLToPath(new URL('../../manifest.yml', import.meta.url)), join(folder, 'manifest.yml'));
  await build({
    entryPoints: [botSource],
    outdir: join(botIn(folder), '..'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    banner: { js: requireForModules },
    logLevel: 'error',
  });
  await bundleChartThread(join(botIn(folder), '..'));
}
