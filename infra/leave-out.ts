import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** A module that a package requires, but that Bouncer never reaches. */
export interface UnreachedPart {
  /** How the module is imported. */
  readonly module: RegExp;
  /** The files that import it so; any file if this is absent. */
  readonly from?: RegExp;
  readonly because: string;
}

const unreachedAnywhere: readonly UnreachedPart[] = [
  { module: /^@slack\/oauth$/, because: 'the app is installed in one workspace, manually' },
  { module: /^express$/, because: 'Bouncer has an HTTP server of its own, and on AWS, API Gateway is it' },
  { module: /^raw-body$/, because: 'the body was read before Bolt gets a request, to check its signature' },
];

/** Parts that no function on AWS uses. They would still be read and compiled at every cold start. */
export const unreachedByFunctions: readonly UnreachedPart[] = [
  ...unreachedAnywhere,
  { module: /^@slack\/socket-mode$/, because: 'a function opens no socket to Slack' },
];

/** Parts that neither the bot nor the demo uses. They would still be read and compiled at every start. */
export const unreachedByPrograms: readonly UnreachedPart[] = [
  ...unreachedAnywhere,
  { module: /^@opentelemetry\/api$/, because: 'the metrics have no exemplars' },
  {
    module: /^\.\/lib\/(mock|cache|interceptor)\//,
    from: /node_modules[\\/]undici[\\/]index\.js$/,
    because: 'only WebSockets use it, which are neither simulated nor cached',
  },
];

/** Replaces parts with empty modules: code that uses them after all fails at once. */
export function leaveOut(parts: readonly UnreachedPart[]): Plugin {
  return {
    name: 'leave out what is never reached',
    setup({ onResolve, onLoad }) {
      for (const { module, from } of parts) {
        onResolve({ filter: module }, ({ path, importer }) =>
          from === undefined || from.test(importer)
            ? { path, namespace: 'left-out', sideEffects: false }
            : undefined,
        );
      }
      onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'module.exports = {};' }));
    },
  };
}

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
