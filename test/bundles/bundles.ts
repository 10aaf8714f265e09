import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleLambda, type LambdaName } from '../../infra/bundle-lambda.ts';
import { bundleProgram } from '../../packaging/bundle-program.ts';

/** What the bundle is made from. */
export const botSource = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** Bundles the bot as the package has it, and its functions. @returns The folder that they are in. */
export async function makeBundles(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bouncer-bundles-'));
  const functions = ['ingress', 'worker', 'connect-handler'] as const satisfies readonly LambdaName[];
  await Promise.all([
    bundleProgram({ main: 'src/main.ts' }, join(folder, 'bot', 'dist')),
    ...functions.map((name) => bundleLambda(name, join(folder, name))),
  ]);
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

/**
 * Lets processes of a test run share what Node compiled: stripping the types of even one small file costs more than starting
 * Node. Without bundles, every process compiles for itself.
 */
export function compiledCode(): Readonly<Record<string, string>> {
  const { BOUNCER_BUNDLES: folder } = process.env;
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: join(folder, 'compiled') };
}

export function botIn(folder: string): string {
  return join(folder, 'bot', 'dist', 'main.mjs');
}
