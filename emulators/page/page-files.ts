import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface PageFile {
  /** The media type. */
  readonly type: string;
  readonly body: string;
}

/** The files of the page by path: `/`, `/page.js`, `/page.css`; anything else is undefined. */
export type Page = (path: string) => PageFile | undefined;

const names = ['page.html', 'page.js', 'page.css'] as const;

/** The contents of the page's files, by name. */
export type PageTexts = Readonly<Record<(typeof names)[number], string>>;

export function pageFrom(texts: PageTexts): Page {
  const files = new Map<string, PageFile>([
    ['/', { type: 'text/html; charset=utf-8', body: texts['page.html'] }],
    ['/page.js', { type: 'text/javascript; charset=utf-8', body: texts['page.js'] }],
    ['/page.css', { type: 'text/css; charset=utf-8', body: texts['page.css'] }],
  ]);
  return (path) => files.get(path);
}

/** Writes the page's files into a folder. */
export async function writePage(texts: PageTexts, folder: string): Promise<void> {
  await Promise.all(names.map((name) => writeFile(join(folder, name), texts[name])));
}

/** Reads the page from files that {@link writePage} wrote. @param folder Its path, with `/` at the end. */
export async function pageFromFiles(folder: URL): Promise<Page> {
  const [html, script, style] = await Promise.all(
    names.map((name) => readFile(new URL(name, folder), 'utf8')),
  );
  return pageFrom({ 'page.html': html ?? '', 'page.js': script ?? '', 'page.css': style ?? '' });
}
