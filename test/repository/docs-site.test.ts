import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { headingId, sidebar, siteLink } from '../../docs-site/site.ts';

const markdownIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);

describe('the docs site', () => {
  it('shows every page in its sidebar, once, by its title', () => {
    const pages = [...readdirSync('.'), ...markdownIn('docs'), ...markdownIn('decisions')].filter((name) =>
      name.endsWith('.md'),
    );
    const items = sidebar().flatMap((group) => group.items);

    expect(items.map(({ link }) => link).toSorted()).toEqual(
      pages.map((page) => `/${page.replace(/(README)?\.md$/, '')}`).toSorted(),
    );
    expect(items).toContainEqual({ text: 'Terminate connections', link: '/docs/guide/kick' });
  });

  it.each([
    ['kick.md#reason', 'docs/guide/who.md', 'kick.md#reason'],
    ['../../README.md#commands', 'docs/guide/README.md', '../../index.md#commands'],
    ['../CHANGELOG.md', 'docs/runbook.md', '../CHANGELOG.md'],
    ['#the-store', 'docs/runbook.md', '#the-store'],
    ['https://docs.slack.dev/', 'README.md', 'https://docs.slack.dev/'],
    ['../test/e2e/a.test.ts', 'docs/proof.md', 'https://git/acme/blob/HEAD/test/e2e/a.test.ts'],
    [
      'src/aws/page-reader/README.md',
      'ARCHITECTURE.md',
      'https://git/acme/blob/HEAD/src/aws/page-reader/README.md',
    ],
    ['decisions/', 'README.md', 'https://git/acme/blob/HEAD/decisions/'],
  ])('links %s of %s to %s', (link, page, expected) => {
    expect(siteLink(link, page, 'https://git/acme')).toBe(expected);
  });

  it('names headings as GitHub does', () => {
    expect(headingId('Lambda’s `quotas`, and DynamoDB’s')).toBe('lambdas-quotas-and-dynamodbs');
  });
});
