import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { bundlePage } from '../../../emulators/page/bundle-page.ts';

const page = await bundlePage();

test('the page is a document, a script and a style sheet, and nothing else', () => {
  expect(page('/')?.type).toContain('text/html');
  expect(page('/page.js')?.type).toContain('text/javascript');
  expect(page('/page.css')?.type).toContain('text/css');
  expect(page('/package.json')).toBeUndefined();
});

test('all of it is smaller than 60 kB compressed', () => {
  const bodies = ['/', '/page.js', '/page.css'].map((path) => page(path)?.body ?? '');

  expect(gzipSync(bodies.join('')).length).toBeLessThan(60_000);
});

test('it loads nothing from outside', () => {
  const sources = `${page('/')?.body}${page('/page.css')?.body}`;

  expect(sources.match(/(src|href)="https?:|url\(["']?(https?:)?\/\/|@import/g)).toBeNull();
});
