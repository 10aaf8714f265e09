import { expect, test } from 'vitest';
import { webClientOptions } from '../../src/slack/web-clients.ts';
import { aWorkspace } from './a-workspace.ts';

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
  expect(webClientOptions(undefined)).not.toBe(webClientOptions(undefined));
});
