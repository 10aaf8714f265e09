import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * Parts of packages that no function uses. They would still be read and compiled at every cold start: without them, the
 * worker is half as large.
 */
const unreached: readonly { readonly module: RegExp; readonly because: string }[] = [
  { module: /^@slack\/socket-mode$/, because: 'a function opens no socket to Slack' },
  { module: /^@slack\/oauth$/, because: 'the app is installed in one workspace, manually' },
  { module: /^express$/, because: 'API Gateway is the HTTP server' },
  { module: /^raw-body$/, because: 'API Gateway has already read the body' },
  { module: /^\.\.\/locales\/index\.js$/, because: 'error messages of zod are in English' },
];

/** Replaces them with empty modules: code that uses them after all fails at once. */
export const leaveOut: Plugin = {
  name: 'leave out what is never reached',
  setup({ onResolve, onLoad }) {
    for (const { module } of unreached) {
      onResolve({ filter: module }, ({ path }) => ({ path, namespace: 'left-out', sideEffects: false }));
    }
    onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/**
 * Marks the schemas of EC2's API as free of side effects. Bouncer needs about thirty of them; esbuild would keep all, half
 * a megabyte, because it cannot know that creating one has no other effect.
 */
export const neededShapes: Plugin = {
  name: 'keep the shapes that are needed',
  setup({ onLoad }) {
    onLoad({ filter: /client-ec2[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      return { contents: source.replaceAll(shape, '$1 = /* @__PURE__ */ (() => [$2\n])();') };
    });
  },
};

/** Matches `export var Shape$ = [`, its content, and `];` at the beginning of a line. */
const shape = /^((?:export )?var [\w$]+) = \[((?:(?!\];\n)[\s\S])*?)\n\];$/gm;
