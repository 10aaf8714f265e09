import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface PageFile {
  /** The media type. */
  readonly type: string;
  readonly body: string;
}

/** The files of the page by path: `/`, `/page.js`, `/page.css`; anything else is undefined. */
export type Page = (path: string) => PageFile | undefined;

/**
 * Bundles the page of the emulated workspace into memory. Nothing is written to disk: what the browser
 * gets is always what the sources say.
 */
export async function bundlePage(): Promise<Page> {
  const [html, bundle] = await Promise.all([readFile(fileFromPage('page.html'), 'utf8'), bundleScripts()]);
  const files = new Map<string, PageFile>([['/', { type: 'text/html; charset=utf-8', body: html }]]);
  for (const file of bundle.outputFiles) {
    const isScript = file.path.endsWith('.js');
    files.set(isScript ? '/page.js' : '/page.css', {
      type: isScript ? 'text/javascript; charset=utf-8' : 'text/css; charset=utf-8',
      body: file.text,
    });
  }
  return (path) => files.get(path);
}

function bundleScripts() {
  return build({
    entryPoints: { page: fileFromPage('main.tsx'), style: fileFromPage('styles/page.css') },
    outdir: 'out',
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  });
}

function fileFromPage(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
