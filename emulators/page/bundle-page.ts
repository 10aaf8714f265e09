import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { type Page, type PageTexts, pageFrom } from './page-files.ts';

/**
 * Bundles the page of the emulated workspace into memory. Nothing is written to disk: what the browser
 * gets is always what the sources say.
 */
export async function bundlePage(): Promise<Page> {
  return pageFrom((await bundlePageTexts()).texts);
}

/** Bundles the page. @returns Its files, and esbuild's list of what they contain. */
export async function bundlePageTexts(): Promise<{ readonly texts: PageTexts; readonly metafile: Metafile }> {
  const [html, bundle] = await Promise.all([readFile(fileFromPage('page.html'), 'utf8'), bundleScripts()]);
  const textOf = (extension: string) =>
    bundle.outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? '';
  return {
    texts: { 'page.html': html, 'page.js': textOf('.js'), 'page.css': textOf('.css') },
    metafile: bundle.metafile,
  };
}

function bundleScripts() {
  return build({
    absWorkingDir: fileURLToPath(new URL('../..', import.meta.url)),
    entryPoints: { page: fileFromPage('main.tsx'), style: fileFromPage('styles/page.css') },
    outdir: 'out',
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    metafile: true,
  });
}

function fileFromPage(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
