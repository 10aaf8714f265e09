import { mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundlePage } from '../page/bundle-page.ts';
import type { Page } from '../slack/page.ts';

/** The parts that the demo starts or serves. The package has them in other places than a checkout. */
export interface DemoFiles {
  readonly page: Page;
  /** The manifest of the app that is installed in the workspace. */
  readonly manifest: URL;
  /** The path of Bouncer's entry point. */
  readonly bot: string;
  /** The path of the client connect handler. */
  readonly connectHandler: string;
  /**
   * Makes the folder for the configuration, the audit log and the process log. Each port has its own, so that two demos at
   * once do not share files.
   */
  makeDataFolder(port: string): Promise<string>;
}

/**
 * Finds them in a checkout, where the data is beside the sources, outside version control.
 *
 * @param isFresh Whether the data of an earlier demo is deleted.
 */
export async function checkoutFiles({ isFresh = false } = {}): Promise<DemoFiles> {
  return {
    page: await bundlePage(),
    manifest: fromRoot('manifest.yml'),
    bot: fileURLToPath(fromRoot('src/main.ts')),
    connectHandler: fileURLToPath(fromRoot('src/lambda/connect-handler.ts')),
    async makeDataFolder(port) {
      const folder = fileURLToPath(fromRoot(`.demo/${port}`));
      if (isFresh) await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });
      return folder;
    },
  };
}

function fromRoot(path: string): URL {
  return new URL(`../../${path}`, import.meta.url);
}
