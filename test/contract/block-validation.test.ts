import { readdirSync } from 'node:fs';
import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Slack, startSlack } from '../../emulators/slack/start-slack.ts';
import { readRootFile } from '../architecture/source-tree.ts';
import { sampleHomes, sampleMessages, sampleModals } from '../samples/all-samples.ts';
import { testBlockValidation } from './block-validation-contract.ts';

const token = process.env.SLACK_CONTRACT_TOKEN;
let slack: Slack;

beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack?.stop());

testBlockValidation('the emulated workspace', async () => new WebClient('', { slackApiUrl: slack.apiUrl }));

if (token) testBlockValidation('Slack itself', async () => new WebClient(token));
else test.skip('blocks.validate of Slack itself: skipped, since SLACK_CONTRACT_TOKEN is not set', () => {});

test('every function that renders a message, a modal or a Home tab has a sample', () => {
  const all = { ...sampleMessages, ...sampleModals, ...sampleHomes };
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const made = files.flatMap((file) =>
    [
      ...readRootFile(`src/${file}`).matchAll(
        /^export function (\w+)\((?:(?!\n\}\n)[\s\S])*?\): (?:readonly )?(?:MessageView|ModalView|HomeView)\b/gm,
      ),
    ].map(([, name]) => name),
  );
  // Of these, the others are made.
  const parts = [
    'afterKick',
    'fitted',
    'messageView',
    'noticeView',
    'withNotice',
    'withPressedRow',
    'namePageViews',
    'suggestionView',
  ];

  expect(made.filter((name) => !parts.includes(name ?? '')).toSorted()).toEqual(Object.keys(all).toSorted());
  expect(Object.values(all).filter(({ length }) => length === 0)).toEqual([]);
});
