import { createServer } from 'node:http';
import { WebClient } from '@slack/web-api';
import { expect, it, onTestFinished } from 'vitest';
import { type Slack, type SlackOptions, startSlack } from '../../../emulators/slack/start-slack.ts';
import type { WorkspaceCheckup } from '../../../src/ports/set-up.ts';
import { noticeView } from '../../../src/slack/block-kit/notice.ts';
import { type CheckupTokens, slackWorkspaceCheckup } from '../../../src/slack/checkup/workspace-checkup.ts';
import { botScopes } from '../../../src/slack/identify-bot.ts';
import { channelId, groupId, personId } from '../../builders/ids.ts';
import { manifestFile } from '../../emulators/slack/manifest-file.ts';
import { MemoryLogger } from '../memory-logger.ts';

const helpdesk = channelId('C0HELPDESK');

it('reports whose token it is, and which scopes were granted', async () => {
  const { checkup } = await open();

  expect(await checkup.bot()).toEqual({
    kind: 'answered',
    value: { workspace: 'Acme', name: 'bouncer', scopes: Object.keys(botScopes) },
  });
});

it('reports Slack’s error code for a refused token', async () => {
  const { checkup } = await open({}, { kind: 'http', botToken: 'xoxb-wrong' });

  expect(await checkup.bot()).toEqual({ kind: 'refused', word: 'invalid_auth' });
});

it('lets Slack check messages, and posts none', async () => {
  const { slack, checkup } = await open();

  expect(await checkup.takesMessages()).toEqual({ kind: 'answered', value: 'valid' });
  const calls = slack.control.calls().map(({ method }) => method);
  expect(new Set(calls)).toEqual(new Set(['blocks.validate']));
});

it('opens a socket with the app token, and reports a refused one', async () => {
  const { slack, checkup } = await open();
  const wrong = checkupOf(slack, { kind: 'socket', botToken: slack.botToken, appToken: 'xapp-wrong' });

  expect(await checkup.reach()).toEqual({ kind: 'dialled' });
  expect(await wrong.reach()).toEqual({ kind: 'refused', word: 'invalid_auth' });
});

it('over HTTP, only a request from Slack proves that requests arrive', async () => {
  const { slack } = await open();
  const tokens: CheckupTokens = { kind: 'http', botToken: slack.botToken };

  expect(await checkupOf(slack, tokens).reach()).toEqual({ kind: 'called', isProved: false });
  expect(await checkupOf(slack, tokens, true).reach()).toEqual({ kind: 'called', isProved: true });
});

it('describes a channel, and whether the bot is in it', async () => {
  const { slack, checkup } = await open();
  slack.control.changeChannel({ id: 'C0GENERAL', hasBot: false, isArchived: true });

  expect(await checkup.channel(helpdesk)).toMatchObject({
    value: {
      channel: { name: 'helpdesk', isPrivate: true, isShared: false, isArchived: false },
      hasBot: true,
    },
  });
  expect(await checkup.channel(channelId('C0GENERAL'))).toMatchObject({
    value: { channel: { isPrivate: false, isArchived: true }, hasBot: false },
  });
  expect(await checkup.channel(channelId('C0PRIVATE'))).toEqual({
    kind: 'refused',
    word: 'channel_not_found',
  });
});

it('reads the witnesses from the bot’s own messages in the audit channel', async () => {
  const { slack, checkup } = await open();
  const hash = 'a'.repeat(64);
  await new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl }).chat.postMessage({
    channel: helpdesk,
    text: 'an entry',
    metadata: { event_type: 'bouncer_message', event_payload: { key: 'entry 7', seq: 7, hash } },
  });

  expect(await checkup.witnesses(helpdesk)).toEqual({ kind: 'answered', value: [{ seq: 7, hash }] });
  expect(await checkup.witnesses(channelId('C0PRIVATE'))).toEqual({
    kind: 'refused',
    word: 'channel_not_found',
  });
});

it('names a missing scope', async () => {
  const manifest = await manifestFile({ scopes: ['chat:write'] });
  onTestFinished(manifest.remove);
  const { checkup } = await open({ manifest: manifest.path });

  expect(await checkup.channel(helpdesk)).toEqual({ kind: 'refused', word: 'missing_scope' });
});

it('checks without a trace whether it may post', async () => {
  const { slack, checkup } = await open();

  expect(await checkup.posting(helpdesk)).toEqual({ kind: 'answered', value: 'allowed' });

  const methods = slack.control.calls().map(({ method }) => method);
  expect(methods).toEqual(['chat.scheduleMessage', 'chat.deleteScheduledMessage']);
});

it('waits until what it scheduled is deleted, since the process may exit afterwards', async () => {
  const { slack, checkup } = await open();
  slack.control.orderFault({
    method: 'chat.deleteScheduledMessage',
    times: 1,
    fault: { kind: 'error', error: 'internal_error' },
  });

  expect(await checkup.posting(helpdesk)).toEqual({ kind: 'answered', value: 'allowed' });

  const deletions = slack.control.calls().filter(({ method }) => method === 'chat.deleteScheduledMessage');
  expect(deletions.map(({ answer }) => answer.ok)).toEqual([false, true]);
});

it('reports why it may not post', async () => {
  const { slack, checkup } = await open();
  slack.control.orderFault({
    method: 'chat.scheduleMessage',
    times: 1,
    fault: { kind: 'error', error: 'restricted_action' },
  });

  expect(await checkup.posting(helpdesk)).toEqual({ kind: 'refused', word: 'restricted_action' });
  expect(await checkup.posting(channelId('C0PRIVATE'))).toEqual({
    kind: 'refused',
    word: 'channel_not_found',
  });
});

it('looks up a person, and reports an unknown one', async () => {
  const { checkup } = await open();

  expect(await checkup.person(personId('U0DORA'))).toMatchObject({ value: { accountType: 'deactivated' } });
  expect(await checkup.person(personId('U0NOBODY'))).toEqual({ kind: 'refused', word: 'user_not_found' });
});

it('looks up the members of a user group, and reports an unknown one', async () => {
  const { checkup } = await open();

  expect(await checkup.membersOf(groupId('S0FINANCE'))).toEqual({ kind: 'answered', value: ['U0MALLORY'] });
  expect(await checkup.membersOf(groupId('S0NOBODY'))).toEqual({
    kind: 'refused',
    word: 'no_such_subteam',
  });
});

it('compares our clock with Slack’s, even with an invalid token', async () => {
  const { checkup } = await open(
    { now: () => Date.now() + 90_000 },
    { kind: 'http', botToken: 'xoxb-wrong' },
  );

  const aheadMs = (await checkup.clockAheadMs()) ?? 0;

  expect(Math.abs(aheadMs - 90_000)).toBeLessThan(3_000);
});

it('reports an unreachable Slack, and a proxy’s answer, as failures', async () => {
  const { slack, checkup } = await open();
  const proxy = createServer((_, response) => response.end('<html>Sign in</html>'));
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void proxy.close());
  const address = proxy.address();
  const apiUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/api/`;
  slack.control.orderFault({ method: '*', times: null, fault: { kind: 'reset', when: 'before' } });

  await expect(checkup.bot()).rejects.toMatchObject({ code: 'slack_unreachable' });
  await expect(checkup.clockAheadMs()).rejects.toMatchObject({ code: 'slack_unreachable' });
  await expect(checkupOf({ ...slack, apiUrl }, socketTokens(slack)).bot()).rejects.toMatchObject({
    code: 'slack_unintelligible',
  });
});

async function open(options: SlackOptions = {}, tokens?: CheckupTokens) {
  const slack = await startSlack(options);
  onTestFinished(() => slack.stop());
  return { slack, checkup: checkupOf(slack, tokens ?? socketTokens(slack)) };
}

function socketTokens({ botToken, appToken }: Slack): CheckupTokens {
  return { kind: 'socket', botToken, appToken };
}

function checkupOf({ apiUrl }: Slack, tokens: CheckupTokens, isAskedBySlack = false): WorkspaceCheckup {
  const clock = { now: () => new Date(), sleep: async () => {} };
  return slackWorkspaceCheckup({
    tokens: async () => tokens,
    apiUrl,
    isAskedBySlack,
    sampleMessages: [noticeView('a sample')],
    clock,
    logger: new MemoryLogger(),
  });
}
