import { expect, test } from 'vitest';
import { answerFailure } from '../../src/app/slack-app.ts';
import { Failure } from '../../src/domain/failure.ts';
import { textFromUnblockMetadata } from '../../src/features/block/payloads.ts';
import { textFromKickMetadata } from '../../src/features/kick/payloads.ts';
import { channelId } from '../builders/ids.ts';
import { memoryListenerDeps } from '../slack/memory-listener-deps.ts';

const postEphemeral = { how: 'postEphemeral', place: 'C0HELPDESK U0HELGA' };
const metadata = textFromKickMetadata({
  channel: channelId('C0HELPDESK'),
  channelName: 'helpdesk',
  targetRef: { kind: 'name', name: 'bob' },
  on: undefined,
  listed: 1,
  openedAt: new Date(),
  breakGlass: false,
  confirm: undefined,
});
const failed = new Failure('aws_throttled', 'ThrottlingException in eu-west-1');

test.each([
  ['command', { user_id: 'U0HELGA', channel_id: 'C0HELPDESK' }],
  ['click', { user: { id: 'U0HELGA' }, channel: { id: 'C0HELPDESK' } }],
  ['click in an ephemeral message', { user: { id: 'U0HELGA' }, container: { channel_id: 'C0HELPDESK' } }],
  ['submission', { user: { id: 'U0HELGA' }, view: { callback_id: 'kick', private_metadata: metadata } }],
])('a person whose %s failed gets a sentence and a number that is in the log', async (_title, body) => {
  const deps = memoryListenerDeps();

  await answerFailure(deps)({ error: failed, body });

  expect(deps.poster.sent).toMatchObject([postEphemeral]);
  expect(deps.poster.sent[0]?.text).toContain('corr-0001');
  expect(deps.logger.lines.join('\n')).toContain('corr-0001');
});

test('the log has the details of a failure, and people read the sentence of its code', async () => {
  const deps = memoryListenerDeps();

  await answerFailure(deps)({ error: failed, body: { user_id: 'U0HELGA', channel_id: 'C0HELPDESK' } });

  expect(deps.poster.sent[0]?.text).not.toContain('ThrottlingException');
  expect(deps.logger.lines.join('\n')).toContain('ThrottlingException');
});

const kickBody = {
  type: 'view_submission',
  user: { id: 'U0HELGA' },
  view: { callback_id: 'kick', private_metadata: metadata },
};
const unblockMetadata = textFromUnblockMetadata({
  channel: channelId('C0HELPDESK'),
  channelName: 'helpdesk',
  targetRef: { kind: 'name', name: 'bob' },
  on: undefined,
  openedAt: new Date(),
  digests: undefined,
});

test.each([
  [
    'locked',
    'store_locked',
    kickBody,
    '*No action was taken.* Bouncer couldn’t write to the audit log: another process',
  ],
  [
    'full',
    'store_full',
    kickBody,
    '*No action was taken.* Bouncer couldn’t write to the audit log: the disk',
  ],
  ['unreachable', 'store_unanswered', kickBody, '*No action was taken.* Bouncer’s DynamoDB table'],
  ['in doubt', 'store_unconfirmed', kickBody, ':x: Bouncer’s database stopped responding'],
  [
    'unreachable for a look-up',
    'store_unanswered',
    { command: '/vpn', text: 'audit', user_id: 'U0HELGA' },
    ':x: Bouncer’s DynamoDB table',
  ],
] as const)(
  'a store that is %s: the answer says whether nothing was done, and why',
  async (_title, code, body, words) => {
    const deps = memoryListenerDeps();

    await answerFailure(deps)({
      error: new Failure(code, 'for the log'),
      body: { ...body, channel_id: 'C0HELPDESK' },
    });

    expect(deps.poster.sent[0]?.text).toContain(words);
  },
);

test('the submission of the unblock modal is answered in its channel', async () => {
  const deps = memoryListenerDeps();

  await answerFailure(deps)({
    error: failed,
    body: { user: { id: 'U0HELGA' }, view: { callback_id: 'unblock', private_metadata: unblockMetadata } },
  });

  expect(deps.poster.sent).toMatchObject([postEphemeral]);
});

test.each([
  ['what Bolt wrapped', Object.assign(new Error('wrapped'), { original: failed })],
  ['what Bolt gathered', Object.assign(new Error('gathered'), { originals: [failed] })],
])('the log has the failure of %s', async (_title, error) => {
  const deps = memoryListenerDeps();

  await answerFailure(deps)({ error, body: {} });

  expect(deps.logger.lines.join('\n')).toContain('aws_throttled');
});

test.each([undefined, null, 'text', {}, { user: { id: 1 } }])(
  'a request without a person (%o) is logged as well',
  async (body) => {
    const deps = memoryListenerDeps();

    await answerFailure(deps)({ error: new Error('odd'), body });

    expect(deps.poster.sent).toEqual([]);
    expect(deps.logger.lines).toHaveLength(1);
  },
);
