import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runDemo } from '../emulators/demo/run-demo.ts';
import { pageFromFiles } from '../emulators/page/page-files.ts';

/** Runs the demo from the files that `build.ts` puts beside this one, until Ctrl-C. Its data is in a temporary folder. */
export async function demo(): Promise<void> {
  await runDemo({
    page: await pageFromFiles(beside('page/')),
    manifest: beside('manifest.yml'),
    bot: fileURLToPath(beside('vpn-bouncer.mjs')),
    connectHandler: fileURLToPath(beside('connect-handler/index.mjs')),
    makeDataFolder: () => mkdtemp(join(tmpdir(), 'bouncer-demo-')),
  });
}

function beside(path: string): URL {
  return new URL(path, import.meta.url);
}
