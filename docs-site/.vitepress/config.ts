import { defineConfig } from 'vitepress';
import { copyPages, headingId, sidebar, siteLink } from '../site.ts';

const { GITHUB_SERVER_URL = 'https://github.com', GITHUB_REPOSITORY = 'OWNER/REPO', SITE_BASE } = process.env;
const repository = `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}`;

export default defineConfig({
  title: 'Bouncer',
  description:
    'AWS Client VPN in Slack: see who is connected, terminate connections, block people, keep an audit log',
  // GitHub Pages serves a project under its name; with a domain of its own, SITE_BASE is "/".
  base: SITE_BASE ?? `/${GITHUB_REPOSITORY.split('/')[1]}/`,
  srcDir: copyPages(),
  rewrites: { 'README.md': 'index.md', 'docs/guide/README.md': 'docs/guide/index.md' },
  themeConfig: {
    sidebar: sidebar(),
    outline: { level: [2, 3] },
    search: {
      provider: 'local',
      options: {
        miniSearch: {
          searchOptions: {
            // It runs in the browser, so it can't use a function of site.ts: reasons and samples come after what explains them.
            boostDocument: (id) => (/\/(decisions\/|docs\/messages|CHANGELOG)/.test(id) ? 0.2 : 1),
          },
        },
      },
    },
    socialLinks: [{ icon: 'github', link: repository }],
    docFooter: { prev: false, next: false },
  },
  markdown: {
    anchor: { slugify: headingId },
    config(md) {
      md.core.ruler.push('site-links', ({ tokens, env }) => {
        for (const { children } of tokens) {
          for (const token of children ?? []) {
            const href = token.type === 'link_open' ? token.attrGet('href') : null;
            if (href !== null) token.attrSet('href', siteLink(href, env.relativePath, repository));
          }
        }
      });
      const fence = md.renderer.rules.fence;
      md.renderer.rules.fence = (tokens, index, ...others) => {
        const { info = '', content = '' } = tokens[index] ?? {};
        if (info.trim() !== 'mermaid') return fence?.(tokens, index, ...others) ?? '';
        return `<Diagram id="diagram-${index}" text="${encodeURIComponent(content)}" />`;
      };
    },
  },
});
