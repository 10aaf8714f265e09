import { expect, test } from 'vitest';
import { lookingUpModal } from '../../src/slack/block-kit/inputs.ts';
import { noticeView } from '../../src/slack/block-kit/notice.ts';
import { messagePoster } from '../../src/slack/message-poster.ts';
import { modals } from '../../src/slack/modals.ts';
import { type ReplyTo, replies } from '../../src/slack/replies.ts';
import { MovedClock } from '../doubles/moved-clock.ts';
import { aWorkspace, typeCommand } from './a-workspace.ts';
import { memoryListenerDeps } from './memory-listener-deps.ts';
import { MemoryLogger } from './memory-logger.ts';
import { MemoryPoster } from './memory-poster.ts';

async function aScene() {
  const workspace = await aWorkspace();
  const logger = new MemoryLogger();
  const ticket = await typeCommand(workspace);
  const to: ReplyTo = { person: 'U0HELGA', channel: 'C0HELPDESK', responseUrl: ticket.response_url };
  const poster = messagePoster(workspace.posting, new MovedClock());
  const answers = async () => (await workspace.messages()).filter(({ text }) => text !== '');
  return { ...workspace, logger, to, answers, send: replies(poster, modals(workspace.posting), logger).send };
}

test('an answer goes through the response_url, for the person alone', async () => {
  const { send, to, answers, callsOf } = await aScene();

  await send(to, noticeView('hello'));

  expect(await answers()).toMatchObject([{ text: 'hello', onlyFor: 'U0HELGA' }]);
  expect([callsOf('response_url'), callsOf('chat.postEphemeral')]).toEqual([1, 0]);
});

/** A modal that is open for the command, as the ingress opens one before the request comes here. */
async function anOpenModal() {
  const workspace = await aWorkspace();
  const { trigger_id: triggerId } = await typeCommand(workspace);
  const opened = await modals(workspace.posting).open(triggerId, lookingUpModal());
  const known = modals(
    workspace.posting,
    new Map([[triggerId, opened.kind === 'opened' ? opened.viewId : '']]),
  );
  const poster = new MemoryPoster();
  const send = () =>
    replies(poster, known, new MemoryLogger()).send(
      { person: 'U0HELGA', channel: 'C0HELPDESK', responseUrl: undefined, triggerId },
      noticeView('hello'),
    );
  const modal = async () => (await workspace.helga.snapshot()).modal;
  return { ...workspace, poster, send, modal };
}

test('where a modal was opened for the request already, the answer stands in it', async () => {
  const { send, modal, poster } = await anOpenModal();

  await send();

  expect(JSON.stringify(await modal())).toContain('hello');
  expect(poster.sent).toEqual([]);
});

test('where that modal cannot be reached, the answer comes another way', async () => {
  const { send, slack, poster } = await anOpenModal();
  slack.control.orderFault({ method: 'views.update', times: 1, fault: { kind: 'status', status: 500 } });

  await send();

  expect(poster.sent).toMatchObject([{ place: 'C0HELPDESK U0HELGA', text: 'hello' }]);
});

test.each([
  { kind: 'status', status: 500 },
  { kind: 'reset', when: 'before' },
  { kind: 'error', error: 'invalid_blocks' },
] as const)('where the response_url fails ($kind), the answer is an ephemeral message', async (fault) => {
  const { send, to, answers, slack, callsOf } = await aScene();
  slack.control.orderFault({ method: 'response_url', times: 1, fault });

  await send(to, noticeView('hello'));

  expect(await answers()).toMatchObject([{ text: 'hello', onlyFor: 'U0HELGA' }]);
  expect(callsOf('chat.postEphemeral')).toBe(1);
});

test('a response_url that was used up is passed over', async () => {
  const { send, to, answers, callsOf } = await aScene();

  for (let use = 1; use <= 6; use += 1) await send(to, noticeView(`answer ${use}`));

  expect(await answers()).toHaveLength(6);
  expect(callsOf('chat.postEphemeral')).toBe(1);
});

test('where the channel takes no message either, the answer is a direct message', async () => {
  const { send, to, slack, callsOf } = await aScene();
  slack.control.orderFault({ method: 'response_url', times: 1, fault: { kind: 'status', status: 404 } });
  slack.control.changeChannel({ id: 'C0HELPDESK', hasBot: false });

  await send(to, noticeView('hello'));

  expect(callsOf('chat.postMessage')).toBe(1);
  expect(slack.control.calls().at(-1)?.arguments).toMatchObject({
    channel: 'U0HELGA',
    text: 'hello\nAbout <#C0HELPDESK>',
  });
});

test('an answer that belongs in the direct message reaches somebody who is away', async () => {
  const { send, slack, helga } = await aScene();
  slack.control.changePerson({ id: 'U0HELGA', isAway: true });

  await send(
    { person: 'U0HELGA', channel: 'C0HELPDESK', isDirect: true, responseUrl: undefined },
    noticeView('nothing was done'),
  );

  const [message] = await helga.messagesIn('D0HELGA');
  expect(message?.text).toBe('nothing was done\nAbout <#C0HELPDESK>');
});

test('where there is no direct message with the person, it is an ephemeral one in the channel', async () => {
  const { send, slack, answers } = await aScene();
  slack.control.orderFault({
    method: 'chat.postMessage',
    times: 1,
    fault: { kind: 'error', error: 'channel_not_found' },
  });

  await send(
    { person: 'U0HELGA', channel: 'C0HELPDESK', isDirect: true, responseUrl: undefined },
    noticeView('nothing was done'),
  );

  expect(await answers()).toMatchObject([{ text: 'nothing was done', onlyFor: 'U0HELGA' }]);
});

test('without any address but the person, the answer is a direct message', async () => {
  const poster = new MemoryPoster();
  const to: ReplyTo = { person: 'U0HELGA', channel: undefined, responseUrl: undefined };

  await replies(poster, memoryListenerDeps().modals, new MemoryLogger()).send(to, noticeView('hello'));

  expect(poster.sent).toEqual([{ how: 'post', place: 'U0HELGA', text: 'hello' }]);
});

test('an answer that reaches nobody is logged, not thrown', async () => {
  const poster = new MemoryPoster();
  const logger = new MemoryLogger();
  poster.refuse('U0HELGA', 'user_disabled');
  const to: ReplyTo = { person: 'U0HELGA', channel: undefined, responseUrl: undefined };

  await replies(poster, memoryListenerDeps().modals, logger).send(to, noticeView('hello'));

  expect(logger.lines.some((line) => line.startsWith('error') && line.includes('U0HELGA'))).toBe(true);
});

test.each(['http://127.0.0.1:9/commands/T0/1/key', 'no url at all: key', 'key://x'])(
  'the response_url %s is a key, and is never logged',
  async (responseUrl) => {
    const logger = new MemoryLogger();
    const to: ReplyTo = { person: 'U0HELGA', channel: undefined, responseUrl };

    await replies(new MemoryPoster(), memoryListenerDeps().modals, logger).send(to, noticeView('hello'));

    expect(logger.lines).toHaveLength(1);
    expect(logger.lines.join('\n')).not.toContain('key');
  },
);

test.each([
  'https://evil.example/actions/T0/1/secret',
  'http://hooks.slack.com/actions/T0/1/secret',
  'https://hooks.slack.com.evil.example/',
  'http://127.0.0.1:1/',
  'no URL',
])('nothing is sent to %s, which is not Slack’s, and the log does not contain the URL', async (url) => {
  const logger = new MemoryLogger();
  const { poster, modals: none } = memoryListenerDeps();

  await replies(poster, none, logger).replace(url, noticeView('a list'));

  expect(JSON.stringify(logger)).toContain('not one of Slack’s');
  expect(JSON.stringify(logger)).not.toContain('secret');
});
