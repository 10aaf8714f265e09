import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * Parts of packages that a function never reaches, however it is called. They would be read and compiled at every cold
 * start all the same: without them, the worker is half as large.
 */
const unreached: readonly { readonly module: RegExp; readonly because: string }[] = [
  { module: /^@slack\/socket-mode$/, because: 'a function opens no socket to Slack' },
  { module: /^@slack\/oauth$/, because: 'the app is installed in one workspace, by hand' },
  { module: /^express$/, because: 'API Gateway is the HTTP server' },
  { module: /^raw-body$/, because: 'API Gateway has read the body' },
  { module: /^\.\.\/locales\/index\.js$/, because: 'what zod finds is said in English' },
];

/** Puts nothing in their place: whatever reaches them after all fails at once, and not quietly. */
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
 * The shapes of all that EC2 knows, of which the bot needs some thirty: half a megabyte that esbuild keeps, since it cannot
 * know that to make one of them does nothing else. Here it is told.
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

/** `export var Shape$ = [`, whatever is in it, and `];` at the beginning of a line. */
const shape = /^((?:export )?var [\w$]+) = \[((?:(?!\];\n)[\s\S])*?)\n\];$/gm;
