import { expect, test } from 'vitest';
import { importsOf } from './imports-of.ts';
import { wrongArrows } from './wrong-arrows.ts';

const wrongIn = (path: string, source: string) => wrongArrows([{ path, imports: importsOf(source, 'ts') }]);

test.each([
  ['core importing a port', 'src/core/a.ts', `import type { Clock } from '../ports/clock.ts';`],
  ['core importing a package', 'src/core/a.ts', `import { z } from 'zod';`],
  ['core touching the file system', 'src/core/a.ts', `import { readFileSync } from 'node:fs';`],
  ['a command importing Slack inside a type', 'src/commands/a.ts', `type A = import('../slack/app.ts').App;`],
  ['a command importing the composition', 'src/commands/a.ts', `await import('../compose/compose.ts');`],
  ['slack importing aws', 'src/slack/a.ts', `export * from '../aws/gateway.ts';`],
  ['slack using the AWS SDK', 'src/slack/a.ts', `import { EC2 } from '@aws-sdk/client-ec2';`],
  ['aws using Bolt', 'src/aws/a.ts', `import { App } from '@slack/bolt';`],
  ['a view importing a listener', 'src/slack/views/a.ts', `import { on } from '../listeners/on.ts';`],
  ['a view importing a command', 'src/slack/views/a.ts', `import type { Who } from '../../commands/who.ts';`],
  ['SQLite outside the store', 'src/aws/a.ts', `import { DatabaseSync } from 'node:sqlite';`],
  ['an adapter importing the process', 'src/slack/a.ts', `import { start } from '../main.ts';`],
  ['the composition importing the process', 'src/compose/a.ts', `import { start } from '../main.ts';`],
  ['an emulator importing the bot', 'emulators/slack/a.ts', `import { a } from '../../src/core/ids.ts';`],
  ['an emulator using an AWS client', 'emulators/ec2/a.ts', `import { EC2 } from '@aws-sdk/client-ec2';`],
  ['the bot importing an emulator', 'src/slack/a.ts', `import { cast } from '../../emulators/cast.ts';`],
  ['the bot importing a test', 'src/core/a.ts', `import { a } from '../../test/builders/a.ts';`],
  [
    'infra importing more of the bot than its configuration',
    'infra/a.ts',
    `import type { World } from '../src/ports/world.ts';`,
  ],
  ['an import that leaves the tree', 'src/core/a.ts', `import { a } from '../../../elsewhere.ts';`],
  ['a computed import in the bot', 'src/compose/a.ts', `await import(name);`],
])('finds %s', (_title, path, source) => {
  expect(wrongIn(path, source)).toHaveLength(1);
});

test('finds a file that belongs to no layer', () => {
  expect(wrongIn('src/utils/a.ts', '')).toEqual(['src/utils/a.ts is in no room']);
});

test.each([
  ['core within itself', 'src/core/a.ts', `import { b } from './b.ts'; import { c } from 'node:crypto';`],
  ['slack importing its views', 'src/slack/listeners/a.ts', `import { b } from '../views/b.ts';`],
  ['a view importing identifiers', 'src/slack/views/a.ts', `import { b } from '../identifiers.ts';`],
  ['a view naming block types', 'src/slack/views/a.ts', `import type { Block } from '@slack/types';`],
  ['the store opening SQLite', 'src/store/a.ts', `import { DatabaseSync } from 'node:sqlite';`],
  ['the composition seeing both sides', 'src/compose/a.ts', `import '../slack/a.ts'; import '../aws/b.ts';`],
  ['infra reading the configuration', 'infra/a.ts', `import { load } from '../src/config/load.ts';`],
  ['a test importing anything', 'test/core/a.test.ts', `import '../../src/main.ts'; import 'fast-check';`],
])('lets pass %s', (_title, path, source) => {
  expect(wrongIn(path, source)).toEqual([]);
});
