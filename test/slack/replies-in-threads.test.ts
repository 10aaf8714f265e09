import type { BlockAction } from '@slack/bolt';
import { expect, test } from 'vitest';
import type { Message } from '../../emulators/slack/protocol/client-protocol.ts';
import { actions, button, messageView, section } from '../../src/slack/block-kit/blocks.ts';
import { noticeView } from '../../src/slack/block-kit/notice.ts';
import { pressedFrom, replyToFrom } from '../../src/slack/interactions.ts';
import { messagePoster } from '../../src/slack/message-poster.ts';
import { modals } from '../../src/slack/modals.ts';
import { replies } from '../../src/slack/replies.ts';
import { MovedClock } from '../doubles/moved-clock.ts';
import { aWorkspace } from './a-workspace.ts';
import { MemoryLogger } from './memory-logger.ts';

const helpdesk = 'C0HELPDESK';
const warning = messageView('bob is back', [
  section('bob is back'),
  actions('comeback_1', [button('kick_again', 'Kick again', 'bob', 'danger')]),
]);

/** The message of a kick, and in its thread a warning, whose button Helga presses. */
async function aThread({ isBroadcast = false } = {}) {
  const workspace = await aWorkspace();
  const poster = messagePoster(workspace.posting, new MovedClock());
  const kick = await poster.post(helpdesk, noticeView('the kick'));
  const { ts } = await poster.post(helpdesk, { ...warning, isBroadcast }, 'comeback 1', kick.ts);
  const { send } = replies(poster, modals(workspace.posting), new MemoryLogger());

  async function press(pressedTs = ts): Promise<BlockAction> {
    const on = { kind: 'message', channel: helpdesk, ts: pressedTs } as const;
    await workspace.helga.act({ on, blockId: 'comeback_1', actionId: 'kick_again' });
    return JSON.parse(JSON.stringify(workspace.slack.control.deliveries().at(-1)?.envelope.payload));
  }
  const answers = async () => (await workspace.messages()).filter(isForOne);
  return { ...workspace, poster, kick, ts, send, press, answers };
}

test('what is pressed in a thread is answered there', async () => {
  const { kick, send, press, answers } = await aThread();

  await send(pressedFrom(await press()).replyTo, noticeView('too old'));

  expect(await answers()).toMatchObject([{ text: 'too old', threadTs: kick.ts }]);
});

test('a failure of what is pressed in a thread is told there', async () => {
  const { kick, send, press, answers } = await aThread();
  const to = replyToFrom(await press());

  if (to !== undefined) await send(to, noticeView('it failed'));

  expect(await answers()).toMatchObject([{ text: 'it failed', threadTs: kick.ts }]);
});

test('where no ephemeral message is taken, the response_url answers in the thread', async () => {
  const { kick, slack, send, press, answers } = await aThread();
  const { replyTo } = pressedFrom(await press());
  slack.control.changeChannel({ id: helpdesk, hasBot: false });

  await send(replyTo, noticeView('too old'));

  expect(await answers()).toMatchObject([{ text: 'too old', threadTs: kick.ts }]);
});

test('an answer in a thread is replaced there', async () => {
  const { poster, kick, send, press, answers, slack } = await aThread();
  await poster.postEphemeral(helpdesk, 'U0HELGA', warning, kick.ts);
  const [page] = await answers();

  await send(pressedFrom(await press(page?.ts)).replyTo, noticeView('page 2'), 'replace');

  expect(await answers()).toMatchObject([{ text: 'page 2', threadTs: kick.ts }]);
  expect(slack.control.calls().at(-1)?.arguments).toMatchObject({ thread_ts: kick.ts });
});

test('what is pressed in a message that has replies, and is none itself, is answered in the channel', async () => {
  const { poster, send, press, answers } = await aThread();
  const parent = await poster.post(helpdesk, warning);
  await poster.post(helpdesk, noticeView('a reply'), undefined, parent.ts);

  await send(pressedFrom(await press(parent.ts)).replyTo, noticeView('too old'));

  expect(await answers()).toMatchObject([{ text: 'too old', threadTs: null }]);
});

test('a reply that the channel shows too is answered in both places: it can be pressed in either', async () => {
  const { kick, send, press, answers } = await aThread({ isBroadcast: true });

  await send(pressedFrom(await press()).replyTo, noticeView('too old'));

  const told = await answers();
  expect(told.map(({ threadTs }) => threadTs).toSorted()).toEqual([kick.ts, null]);
  expect(new Set(told.map(({ text }) => text))).toEqual(new Set(['too old']));
});

function isForOne({ onlyFor, notice }: Message): boolean {
  return onlyFor !== null && notice === null;
}
