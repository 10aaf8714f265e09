import { expect, test, vi } from 'vitest';
import { messageView, section } from '../../src/slack/block-kit/blocks.ts';
import { noticeView } from '../../src/slack/block-kit/notice.ts';
import { messagePoster } from '../../src/slack/message-poster.ts';
import { MovedClock } from '../doubles/moved-clock.ts';
import { aWorkspace } from './a-workspace.ts';
import { MemoryLogger } from './memory-logger.ts';

const helpdesk = 'C0HELPDESK';
const invalid = { text: 'the words', blocks: [section('')] };

async function aPoster() {
  const workspace = await aWorkspace();
  const clock = new MovedClock();
  return { ...workspace, clock, poster: messagePoster(workspace.posting, clock) };
}

test('a message is posted with its blocks, and updated where it stands', async () => {
  const { poster, messages } = await aPoster();

  const ref = await poster.post(helpdesk, noticeView('first'));
  await poster.update(ref, () => noticeView('second'));

  expect(await messages()).toMatchObject([
    { ts: ref.ts, text: 'second', blocks: [{ type: 'section', text: { text: 'second' } }] },
  ]);
});

test('a message for one person is seen by nobody else', async () => {
  const { poster, messages } = await aPoster();

  await poster.postEphemeral(helpdesk, 'U0HELGA', noticeView('psst'));

  expect(await messages()).toMatchObject([{ text: 'psst', onlyFor: 'U0HELGA' }]);
});

test('Slack’s limit is waited for, as long as Slack says, and the message is posted once', async () => {
  const { poster, slack, clock, messages } = await aPoster();
  slack.control.orderFault({
    method: 'chat.postMessage',
    times: 2,
    fault: { kind: 'rate_limited', retryAfterS: 7 },
  });
  const startedAt = clock.now().getTime();

  await poster.post(helpdesk, noticeView('patience'));

  expect(clock.now().getTime() - startedAt).toBe(14_000);
  expect(await messages()).toHaveLength(1);
});

test('a limit that does not pass is an error, not an endless wait', async () => {
  const { poster, slack, callsOf } = await aPoster();
  slack.control.orderFault({
    method: 'chat.postMessage',
    times: null,
    fault: { kind: 'rate_limited', retryAfterS: 1 },
  });

  await expect(poster.post(helpdesk, noticeView('patience'))).rejects.toMatchObject({ retryAfter: 1 });
  expect(callsOf('chat.postMessage')).toBe(6);
});

test('what comes last is posted after everything else that is still to be posted there, also where Slack limits posts', async () => {
  const { poster, slack, messages } = await aPoster();
  slack.control.orderFault({
    method: 'chat.postMessage',
    times: 1,
    fault: { kind: 'rate_limited', retryAfterS: 1 },
  });
  const last = (text: string) => poster.post(helpdesk, { ...noticeView(text), isLast: true });

  const refusals = ['refused 1', 'refused 2', 'refused 3'].map(last);
  const acts = ['act 1', 'act 2'].map((text) => poster.post(helpdesk, noticeView(text)));
  await Promise.all([...refusals, ...acts]);

  const texts = (await messages()).map(({ text }) => text);
  expect(texts.slice(0, 2).toSorted()).toEqual(['act 1', 'act 2']);
  expect(texts.slice(2).toSorted()).toEqual(['refused 1', 'refused 2', 'refused 3']);
});

test('a channel in which posts are limited keeps no other channel waiting', async () => {
  const { posting, slack } = await aWorkspace();
  const asleep = Promise.withResolvers<void>();
  const clock = Object.assign(new MovedClock(), { sleep: () => asleep.promise });
  const poster = messagePoster(posting, clock);
  slack.control.orderFault({
    method: 'chat.postMessage',
    times: 1,
    fault: { kind: 'rate_limited', retryAfterS: 1 },
  });

  const limited = poster.post('C0AUDIT', noticeView('limited'));
  await vi.waitFor(() => expect(slack.control.faults()).toEqual([]));
  await poster.post(helpdesk, noticeView('elsewhere'));
  asleep.resolve();

  expect((await limited).channel).toBe('C0AUDIT');
});

test('where Slack refuses the blocks, the words are posted', async () => {
  const { poster, messages } = await aPoster();

  const ref = await poster.post(helpdesk, invalid);
  await poster.update(ref, () => ({ ...invalid, text: 'other words' }));

  const posted = (await messages()).filter(({ text }) => text !== '');
  expect(posted).toMatchObject([{ text: 'other words', blocks: [] }]);
});

test('a post whose answer was lost is not made again, since it may stand there', async () => {
  const { poster, slack, messages, callsOf } = await aPoster();
  slack.control.orderFault({ method: 'chat.postMessage', times: 1, fault: { kind: 'reset', when: 'after' } });

  await expect(poster.post(helpdesk, noticeView('once'))).rejects.toThrow();

  expect(callsOf('chat.postMessage')).toBe(1);
  expect(await messages()).toHaveLength(1);
});

test.each([
  { kind: 'reset', when: 'before' },
  { kind: 'status', status: 503 },
] as const)('an update that went unanswered ($kind) is made again', async (fault) => {
  const { poster, slack, messages } = await aPoster();
  const ref = await poster.post(helpdesk, noticeView('first'));
  slack.control.orderFault({ method: 'chat.update', times: 2, fault });

  await poster.update(ref, () => noticeView('second'));

  expect(await messages()).toMatchObject([{ text: 'second' }]);
});

test('an update that Slack refuses is not made again', async () => {
  const { poster, callsOf } = await aPoster();

  const updating = poster.update({ channel: helpdesk, ts: '1.000001' }, () => noticeView('nowhere'));

  await expect(updating).rejects.toMatchObject({ data: { error: 'message_not_found' } });
  expect(callsOf('chat.update')).toBe(1);
});

test('a message is found again by its key, and no other is', async () => {
  const { poster } = await aPoster();
  await poster.post(helpdesk, noticeView('another'), 'entry 1');
  const { ts } = await poster.post(helpdesk, noticeView('the one'), 'entry 2');

  expect(await poster.find(helpdesk, 'entry 2')).toBe(ts);
  expect(await poster.find(helpdesk, 'entry 3')).toBeUndefined();
});

test('a message is found again behind hundreds that came after it', async () => {
  const { poster } = await aPoster();
  const { ts } = await poster.post(helpdesk, noticeView('the one'), 'entry 1');
  for (let later = 0; later < 210; later += 1) await poster.post(helpdesk, noticeView('a flood'));

  expect(await poster.find(helpdesk, 'entry 1')).toBe(ts);
});

test('a reply stands in its thread, and is found there alone', async () => {
  const { poster, messages } = await aPoster();
  const parent = await poster.post(helpdesk, noticeView('the kick'), 'kick 1');

  const reply = await poster.post(helpdesk, noticeView('is back'), 'comeback 1', parent.ts);

  expect(await messages()).toMatchObject([{ threadTs: null }, { text: 'is back', threadTs: parent.ts }]);
  expect(await poster.find(helpdesk, 'comeback 1', parent.ts)).toBe(reply.ts);
  expect(await poster.find(helpdesk, 'comeback 1')).toBeUndefined();
});

test('a reply that is for all is shown in the channel too', async () => {
  const { poster, messages } = await aPoster();
  const parent = await poster.post(helpdesk, noticeView('the kick'));

  await poster.post(helpdesk, { ...noticeView('is back'), isBroadcast: true }, 'comeback 1', parent.ts);
  await poster.post(helpdesk, { ...noticeView('no thread'), isBroadcast: true }, 'comeback 2');

  expect((await messages()).map(({ isBroadcast }) => isBroadcast)).toEqual([false, true, false]);
});

test('where the bot may not read, nothing is found', async () => {
  const { poster } = await aPoster();

  expect(await poster.find('U0HELGA', 'entry 1')).toBeUndefined();
});

test('what a message’s metadata tells is posted beside its key, replaced by an update, and kept by one that tells nothing', async () => {
  const { poster, reading } = await aPoster();
  const told = async () => {
    const { messages = [] } = await reading.conversations.history({
      channel: helpdesk,
      include_all_metadata: true,
    });
    return messages[0]?.metadata;
  };
  const view = (seq: number) => ({ ...noticeView('an entry'), metadata: { seq } });

  const ref = await poster.post(helpdesk, view(1), 'entry 1');
  expect(await told()).toEqual({ event_type: 'bouncer_message', event_payload: { key: 'entry 1', seq: 1 } });

  await poster.update(ref, () => view(2), 'entry 1');
  const payload = { key: 'entry 1', seq: 2 };
  expect(await told()).toEqual({ event_type: 'bouncer_message', event_payload: payload });

  await poster.update(ref, () => noticeView('other words'), 'entry 1');
  expect(await told()).toEqual({ event_type: 'bouncer_message', event_payload: payload });
  expect(await poster.find(helpdesk, 'entry 1')).toBe(ref.ts);
});

test('the metadata is posted and updated also where Slack refuses the blocks', async () => {
  const { poster, reading } = await aPoster();

  const ref = await poster.post(helpdesk, { ...invalid, metadata: { seq: 1 } }, 'entry 1');
  await poster.update(ref, () => ({ ...invalid, metadata: { seq: 2 } }), 'entry 1');

  const { messages } = await reading.conversations.history({ channel: helpdesk, include_all_metadata: true });
  expect(messages?.[0]?.metadata?.event_payload).toEqual({ key: 'entry 1', seq: 2 });
});

test('where Slack refuses the blocks, what they say is posted as text', async () => {
  const { poster, messages, slack } = await aPoster();
  const view = messageView('1 connection', [section('*bob@example.com* on prod-eu')]);
  slack.control.orderFault({
    method: 'chat.postMessage',
    times: 1,
    fault: { kind: 'error', error: 'invalid_blocks' },
  });

  await poster.post(helpdesk, view);

  expect(await messages()).toMatchObject([{ text: '1 connection\nbob@example.com on prod-eu', blocks: [] }]);
});

test.each([
  ['takes messages', {}, undefined],
  ['restricts posting', { isPostingRestricted: true }, 'restricted_action'],
  ['is archived', { isArchived: true }, 'is_archived'],
  ['is public and without the bot', { hasBot: false, kind: 'public' }, 'not_in_channel'],
] as const)(
  'of a channel that %s, Slack’s refusal is found out without leaving anything',
  async (_, now, word) => {
    const { poster, slack, reading, messages } = await aPoster();
    slack.control.changeChannel({ id: helpdesk, ...now });

    expect(await poster.refusalIn(helpdesk)).toBe(word);

    expect((await reading.chat.scheduledMessages.list()).scheduled_messages).toEqual([]);
    expect(await messages()).toEqual([]);
  },
);

test.each([
  { kind: 'error', error: 'internal_error' },
  { kind: 'error', error: 'restricted_too_many' },
  { kind: 'reset', when: 'before' },
  { kind: 'delay', delayMs: 20_000 },
] as const)('where Slack does not tell (%j), nothing counts as refused', async (fault) => {
  const { poster, slack } = await aPoster();
  slack.control.changeChannel({ id: helpdesk, isPostingRestricted: true });
  slack.control.orderFault({ method: 'chat.scheduleMessage', times: 1, fault });

  expect(await poster.refusalIn(helpdesk)).toBeUndefined();
});

test('the message that tries out a channel is deleted again when Slack does not answer, and nobody waits for that', async () => {
  const { posting, slack } = await aWorkspace();
  const pause = Promise.withResolvers<void>();
  const clock = Object.assign(new MovedClock(), { sleep: () => pause.promise });
  const logger = new MemoryLogger();
  const poster = messagePoster(posting, clock, logger);
  const scheduled = async () => (await posting.chat.scheduledMessages.list()).scheduled_messages;
  slack.control.orderFault({
    method: 'chat.deleteScheduledMessage',
    times: 2,
    fault: { kind: 'status', status: 503 },
  });

  expect(await poster.refusalIn(helpdesk)).toBeUndefined();
  expect(await scheduled()).toHaveLength(1);

  pause.resolve();
  await vi.waitFor(async () => expect(await scheduled()).toEqual([]));
  expect(logger.lines).toEqual([]);
});

test('a message that tried out a channel and could not be deleted is logged with its channel', async () => {
  const { posting, slack } = await aWorkspace();
  const logger = new MemoryLogger();
  const poster = messagePoster(posting, new MovedClock(), logger);
  slack.control.orderFault({
    method: 'chat.deleteScheduledMessage',
    times: null,
    fault: { kind: 'status', status: 503 },
  });

  await poster.refusalIn(helpdesk);

  await vi.waitFor(() => expect(logger.lines).toEqual([expect.stringMatching(/^warn .*C0HELPDESK/)]));
});

test('a message that a lost answer leaves deleted is not logged', async () => {
  const { posting, slack, callsOf } = await aWorkspace();
  const logger = new MemoryLogger();
  const poster = messagePoster(posting, new MovedClock(), logger);
  slack.control.orderFault({
    method: 'chat.deleteScheduledMessage',
    times: 1,
    fault: { kind: 'reset', when: 'after' },
  });

  await poster.refusalIn(helpdesk);

  await vi.waitFor(() => expect(callsOf('chat.deleteScheduledMessage')).toBe(2));
  await new Promise(setImmediate);
  expect(logger.lines).toEqual([]);
});
