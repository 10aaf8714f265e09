import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Which Markdown files are pages of the site. They stay where they are, and links among them work on GitHub too. */
const pagePattern = /^([A-Z]+\.md|(docs|decisions)\/.+\.md)$/;

export interface SidebarItem {
  readonly text: string;
  readonly link: string;
}

export interface SidebarGroup {
  readonly text: string;
  readonly collapsed?: boolean;
  readonly items: readonly SidebarItem[];
}

/**
 * Copies all pages and pictures into this folder, where a page finds the packages that it is compiled with.
 *
 * @returns The folder of the copies, in which each has the path that it has in the repository.
 */
export function copyPages(): string {
  const folder = `${root}docs-site/pages`;
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['docs', 'decisions', ...readdirSync(root).filter((found) => pagePattern.test(found))])
    cpSync(root + name, `${folder}/${name}`, { recursive: true });
  return folder;
}

/** Makes the id of a heading as GitHub does, so that links to headings work in both places. */
export function headingId(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
}

/**
 * Returns where a link of a page leads on the site.
 *
 * @param page The page's path in the repository.
 * @param repository The address of the repository, for files that are no pages.
 */
export function siteLink(link: string, page: string, repository: string): string {
  if (/^([a-z]+:|#)/.test(link)) return link;
  const { pathname, hash } = new URL(link, `file:///${page}`);
  const target = pathname.slice(1);
  if (!pagePattern.test(target)) return `${repository}/blob/HEAD/${target}${hash}`;
  return link.replace(/README\.md(?=#|$)/, 'index.md');
}

/** The site's pages in the order of reading, each once. */
export function sidebar(): readonly SidebarGroup[] {
  const guide = pagesNamedIn('docs/guide/README.md').map((name) => `docs/guide/${name}`);
  const decisions = readdirSync(`${root}decisions`).toSorted();
  return [
    group('Bouncer', ['README.md', 'CHANGELOG.md']),
    group('Guide', ['docs/guide/README.md', ...guide]),
    group('Operate', [
      'docs/configuration.md',
      'docs/runbook.md',
      'SECURITY.md',
      'docs/proof.md',
      'docs/benchmarks.md',
    ]),
    group('Build', [
      'ARCHITECTURE.md',
      'CONTRIBUTING.md',
      'docs/data-model.md',
      'docs/messages.md',
      'docs/glossary.md',
    ]),
    {
      ...group(
        'Decisions',
        decisions.map((name) => `decisions/${name}`),
      ),
      collapsed: true,
    },
  ];
}

function group(text: string, pages: readonly string[]): SidebarGroup {
  return { text, items: pages.map((page) => ({ text: titleOf(page), link: linkTo(page) })) };
}

function linkTo(page: string): string {
  return `/${page.replace(/README\.md$/, '').replace(/\.md$/, '')}`;
}

/** The page's heading, or what distinguishes a page from its group. */
function titleOf(page: string): string {
  if (page.endsWith('README.md')) return 'Overview';
  const [, title = page] = /^# (.+)$/m.exec(readFileSync(root + page, 'utf8')) ?? [];
  return title;
}

/** The pages of the same folder that a page links to, in its order. */
function pagesNamedIn(page: string): readonly string[] {
  const links = readFileSync(root + page, 'utf8').matchAll(/\]\(([\w-]+\.md)\)/g);
  return [...new Set([...links].map(([, name = '']) => name))];
}
