import { gzipSync } from 'node:zlib';
import { bundlePage } from '../emulators/page/bundle-page.ts';
import type { Figure } from './figure.ts';

/** How heavy is the page on its way to the browser: document, script and styles, each compressed by itself? */
export async function measureBundle(): Promise<Figure> {
  const page = await bundlePage();
  const bytes = ['/', '/page.js', '/page.css'].map((path) => gzipSync(page(path)?.body ?? '').length);
  const sum = bytes.reduce((all, each) => all + each, 0);
  return { question: 'page, compressed', unit: 'kB', bound: 300, judgedBy: 'median', measured: [sum / 1000] };
}
