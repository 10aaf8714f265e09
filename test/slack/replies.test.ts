import { expect, test } from 'vitest';
import { messagePoster } from '../../src/slack/message-poster.ts';
import { type ReplyTo, replies } from '../../src/slack/replies.ts';
import { noticeView } from '../../src/slack/views/notice-view.ts';
import { MovedClock } from '../doubles/moved-clock.ts';
import { aWorkspace, typeCommand } from './a-workspace.ts';
import { MemoryLogger } from './memory-logger.ts';
import { MemoryPoster } from './memory-poster.ts';

async function aScene() {
  const workspace = await aWorkspace();
  const logger = new MemoryLogger();
  const ticket = await typeCommand(workspace);
  const to: ReplyTo = { person: 'U0HELGA', channel: 'C0HELPDESK', responseUrl: ticket.response_url };
  const poster = messagePoster(workspace.posting, new MovedClock());
  const answers = async () => (await workspace.messages()).filter(({ text }) => text !== '');
  return { ...workspace, logger, to, answers, send: replies(poster, logger).send };
}

test('an answer goes through the response_url, for the person alone', async () => {
  const { send, to, answers, callsOf } = await aScene();

  await send(to, noticeView('hello'));

  expect(await answers()).toMatchObject([{ text: 'hello', onlyFor: 'U0HELGA' }]);
  expect([callsOf('response_url'), callsOf('chat.postEphemeral')]).toEqual([1, 0]);
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
  expect(slack.control.calls().at(-1)?.arguments).toMatchObject({ channel: 'U0HELGA', text: 'hello' });
});

test('without any address but the person, the answer is a direct message', async () => {
  const poster = new MemoryPoster();
  const to: ReplyTo = { person: 'U0HELGA', channel: undefined, responseUrl: undefined };

  await replies(poster, new MemoryLogger()).send(to, noticeView('hello'));

  expect(poster.sent).toEqual([{ how: 'post', place: 'U0HELGA', text: 'hello' }]);
});

test('an answer that reaches nobody is logged, not thrown', async () => {
  const poster = new MemoryPoster();
  const logger = new MemoryLogger();
  poster.refuse('U0HELGA', 'user_disabled');
  const to: ReplyTo = { person: 'U0HELGA', channel: undefined, responseUrl: undefined };

  await replies(poster, logger).send(to, noticeView('hello'));

  expect(logger.lines.some((line) => line.startsWith('error') && line.includes('U0HELGA'))).toBe(true);
});

test.each(['http://127.0.0.1:9/commands/T0/1/key', 'no url at all: key', 'key://x'])(
  'the response_url %s is a key, and is never logged',
  async (responseUrl) => {
    const logger = new MemoryLogger();
    const to: ReplyTo = { person: 'U0HELGA', channel: undefined, responseUrl };

    await replies(new MemoryPoster(), logger).send(to, noticeView('hello'));

    expect(logger.lines).toHaveLength(1);
    expect(logger.lines.join('\n')).not.toContain('key');
  },
);
