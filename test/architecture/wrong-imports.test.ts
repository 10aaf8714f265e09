import { expect, test } from 'vitest';
import { importsOf } from './imports-of.ts';
import { wrongImports } from './wrong-imports.ts';

const wrongIn = (path: string, source: string) => wrongImports([{ path, imports: importsOf(source, 'ts') }]);

test.each([
  ['the domain importing a port', 'src/domain/a.ts', `import type { Clock } from '../ports/clock.ts';`],
  ['the domain importing a package', 'src/domain/a.ts', `import { z } from 'zod';`],
  ['the domain reading files', 'src/domain/a.ts', `import { readFileSync } from 'node:fs';`],
  ['the policy importing Slack in a type', 'src/policy/a.ts', `type A = import('../slack/app.ts').App;`],
  ['a feature importing the app', 'src/features/kick/a.ts', `await import('../../app/create-app.ts');`],
  ['a feature importing one after it', 'src/features/block/a.ts', `import { k } from '../kick/kick.ts';`],
  ['a feature using an AWS client', 'src/features/who/a.ts', `import { EC2 } from '@aws-sdk/client-ec2';`],
  ['slack importing a feature', 'src/slack/a.ts', `import { kick } from '../features/kick/kick.ts';`],
  ['slack importing aws', 'src/slack/a.ts', `export * from '../aws/gateway.ts';`],
  ['slack using the AWS SDK', 'src/slack/a.ts', `import { EC2 } from '@aws-sdk/client-ec2';`],
  ['aws using Bolt', 'src/aws/a.ts', `import { App } from '@slack/bolt';`],
  [
    'Block Kit helpers importing a port',
    'src/slack/block-kit/a.ts',
    `import type { C } from '../../ports/c.ts';`,
  ],
  ['SQLite outside the store', 'src/aws/a.ts', `import { DatabaseSync } from 'node:sqlite';`],
  ['an adapter importing the process', 'src/slack/a.ts', `import { start } from '../main.ts';`],
  ['the app importing the process', 'src/app/a.ts', `import { start } from '../main.ts';`],
  ['an emulator importing Bouncer', 'emulators/slack/a.ts', `import { a } from '../../src/domain/ids.ts';`],
  ['an emulator using an AWS client', 'emulators/ec2/a.ts', `import { EC2 } from '@aws-sdk/client-ec2';`],
  ['Bouncer importing an emulator', 'src/slack/a.ts', `import { cast } from '../../emulators/people.ts';`],
  ['Bouncer importing a test', 'src/domain/a.ts', `import { a } from '../../test/builders/a.ts';`],
  [
    'infra importing more than the configuration',
    'infra/a.ts',
    `import type { World } from '../src/ports/app-context.ts';`,
  ],
  ['an import that leaves the tree', 'src/domain/a.ts', `import { a } from '../../../elsewhere.ts';`],
  ['a computed import', 'src/app/a.ts', `await import(name);`],
])('finds %s', (_title, path, source) => {
  expect(wrongIn(path, source)).toHaveLength(1);
});

test('finds a file that is in no layer', () => {
  expect(wrongIn('src/utils/a.ts', '')).toEqual(['src/utils/a.ts is in no layer']);
});

test.each([
  ['the domain within itself', 'src/domain/a.ts', `import { b } from './b.ts'; import 'node:crypto';`],
  ['a feature importing one before it', 'src/features/kick/a.ts', `import { b } from '../block/block.ts';`],
  ['a feature using Block Kit types', 'src/features/who/a.ts', `import type { Block } from '@slack/types';`],
  ['the store opening SQLite', 'src/store/sqlite/a.ts', `import { DatabaseSync } from 'node:sqlite';`],
  ['the app importing both sides', 'src/app/a.ts', `import '../slack/a.ts'; import '../aws/b.ts';`],
  ['infra reading the configuration', 'infra/a.ts', `import { load } from '../src/config/load.ts';`],
  ['a test importing anything', 'test/domain/a.test.ts', `import '../../src/main.ts'; import 'fast-check';`],
])('allows %s', (_title, path, source) => {
  expect(wrongIn(path, source)).toEqual([]);
});
