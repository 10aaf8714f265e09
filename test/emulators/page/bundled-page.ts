import { bundlePage } from '../../../emulators/page/bundle-page.ts';
import type { Page } from '../../../emulators/page/page-files.ts';

let bundled: Promise<Page> | undefined;

/** The page of the emulated workspace, which all test files of a worker share. */
export function bundledPage(): Promise<Page> {
  bundled ??= bundlePage();
  return bundled;
}
