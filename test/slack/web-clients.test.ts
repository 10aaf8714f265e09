import { expect, test } from 'vitest';
import { keptKeys } from '../../src/slack/slack-keys.ts';
import { keyedClientOptions, webClients } from '../../src/slack/web-clients.ts';
import { aWorkspace } from './a-workspace.ts';
import { MemoryLogger } from './memory-logger.ts';

const unavailable = { kind: 'status', status: 503 } as const;

test('reading is tried three times', async () => {
  const { reading, slack, callsOf } = await aWorkspace();
  slack.control.orderFault({ method: 'users.info', times: 2, fault: unavailable });

  const { user } = await reading.users.info({ user: 'U0BOB' });

  expect(user?.id).toBe('U0BOB');
  expect(callsOf('users.info')).toBe(3);
});

test('posting is tried once', async () => {
  const { posting, slack, callsOf } = await aWorkspace();
  slack.control.orderFault({ method: 'chat.postMessage', times: 1, fault: unavailable });

  await expect(posting.chat.postMessage({ channel: 'C0HELPDESK', text: 'once' })).rejects.toThrow();

  expect(callsOf('chat.postMessage')).toBe(1);
});

test('no two clients share their options, since Bolt writes into them', () => {
  const options = () => keyedClientOptions(async () => 'xoxb-1', undefined);

  expect(options()).not.toBe(options());
});

test.each(['invalid_auth', 'token_revoked', 'token_expired', 'account_inactive'])(
  'what Slack refuses with %s is posted once, with the token that took the place of the old one',
  async (error) => {
    const { slack, posting, now, reads } = await aChangingWorkspace();
    await posting.auth.test();
    now.token = 'xoxb-new';
    slack.control.rotate({ botToken: 'xoxb-new' });
    slack.control.orderFault({ method: 'chat.postMessage', times: 1, fault: { kind: 'error', error } });

    const { ok } = await posting.chat.postMessage({ channel: 'C0HELPDESK', text: 'hello' });

    expect(ok).toBe(true);
    expect(
      slack.control.calls().filter(({ method, answer }) => method === 'chat.postMessage' && answer.ok),
    ).toHaveLength(1);
    expect(reads()).toBe(2);
  },
);

test('a token that was revoked and not replaced is refused, after one more look for another', async () => {
  const { slack, reading, reads } = await aChangingWorkspace();
  await reading.auth.test();
  slack.control.rotate({ botToken: 'xoxb-nobody-told-us' });

  await expect(reading.auth.test()).rejects.toThrow('token_revoked');

  expect(reads()).toBe(2);
});

test('another refusal is no reason to look for another token', async () => {
  const { reading, reads } = await aChangingWorkspace();

  await expect(reading.users.info({ user: 'U0NOBODY' })).rejects.toThrow('user_not_found');

  expect(reads()).toBe(1);
});

/** A workspace, and the bot's clients for it, whose token can be changed; every look for a newer one is far enough from the last. */
async function aChangingWorkspace() {
  const { slack } = await aWorkspace();
  const now = { token: slack.botToken };
  let timeMs = 0;
  let reads = 0;
  const keys = keptKeys(
    async () => {
      reads += 1;
      return { botToken: now.token, appToken: undefined, signingSecret: undefined, before: undefined };
    },
    () => (timeMs += 10_000),
    () => {},
  );
  return { slack, now, reads: () => reads, ...webClients(keys, slack.apiUrl, new MemoryLogger()) };
}
