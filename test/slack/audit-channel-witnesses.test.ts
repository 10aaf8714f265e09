import { expect, test } from 'vitest';
import type { AuditEntry } from '../../src/domain/audit-entry.ts';
import { auditView } from '../../src/features/audit/audit-message.ts';
import { readWitnesses } from '../../src/slack/audit-channel-witnesses.ts';
import { noticeView } from '../../src/slack/block-kit/notice.ts';
import { messagePoster } from '../../src/slack/message-poster.ts';
import { aChain, anEntryDraft } from '../builders/an-entry-draft.ts';
import { MovedClock } from '../doubles/moved-clock.ts';
import { aWorkspace } from './a-workspace.ts';

const channel = 'C0HELPDESK';
const bot = { userId: 'U0BOUNCER', botId: 'B0BOUNCER' };
const [first, second, third] = aChain(
  Array.from({ length: 3 }, () => anEntryDraft({ target: 'bob · entry 9 · ffffffff: x' })),
) as [AuditEntry, AuditEntry, AuditEntry];
const witnessOf = ({ seq, hash }: AuditEntry) => ({ seq, hash });

async function aChannel() {
  const workspace = await aWorkspace();
  const poster = messagePoster(workspace.posting, new MovedClock());
  const announce = (entry: AuditEntry, thread?: string) =>
    poster.post(channel, auditView([entry]), `entry ${entry.seq}`, thread);
  return { ...workspace, poster, announce, witnesses: () => readWitnesses(workspace.posting, channel, bot) };
}

test('a channel without entries shows none', async () => {
  const { helga, poster, witnesses } = await aChannel();
  await helga.say(channel, 'hello');
  await poster.post(channel, noticeView('a kick'), 'kick corr-0001');

  expect(await witnesses()).toEqual([]);
});

test('each message of an entry tells its number and whole hash, also after an update', async () => {
  const { poster, announce, witnesses } = await aChannel();
  const ref = await announce(first);
  await announce(second);

  await poster.update(ref, () => auditView([first, third]), 'entry 1');

  expect(await witnesses()).toEqual([second, third].map(witnessOf));
});

test('an entry that is told in the thread of another counts as well', async () => {
  const { helga, announce, witnesses } = await aChannel();
  const { ts } = await announce(first);
  await announce(third, ts);
  await helga.say(channel, 'hello');

  expect(await witnesses()).toEqual([first, third].map(witnessOf));
});

test('what anybody else posts does not count, however much it looks like an entry', async () => {
  const { helga, posting, announce, witnesses } = await aChannel();
  await announce(first);
  await helga.say(channel, auditView([second]).text);

  expect(await witnesses()).toEqual([witnessOf(first)]);
  for (const other of [
    { userId: 'U0OTHER', botId: 'B0OTHER' },
    { userId: undefined, botId: undefined },
  ]) {
    expect(await readWitnesses(posting, channel, other)).toEqual([]);
  }
});

test.each<[string, object]>([
  ['of another type', { event_type: 'another', event_payload: { key: 'entry 1', seq: 1, hash: first.hash } }],
  [
    'without a whole hash',
    { event_type: 'bouncer_message', event_payload: { key: 'entry 1', seq: 1, hash: '0' } },
  ],
  [
    'with a number that is none',
    { event_type: 'bouncer_message', event_payload: { key: 'x', seq: 0, hash: first.hash } },
  ],
])('metadata %s tells of no entry', async (_title, metadata) => {
  const { posting, witnesses } = await aChannel();
  await posting.chat.postMessage({ channel, text: 'a message', metadata: metadata as never });

  expect(await witnesses()).toEqual([]);
});

test('a message of an earlier version tells the entry’s number and eight digits in its title', async () => {
  const { poster, witnesses } = await aChannel();
  const titles = ['Session ended', ':rotating_light: Glass broken: no second person'];
  for (const title of titles) {
    const text = `${title} · entry 12 · 9f3a61c0: helga, bob · entry 9 · ffffffff: x`;
    await poster.post(channel, { text, blocks: [] }, 'entry 10');
  }
  await poster.post(channel, { text: 'Session ended · entry 13 · 9f3a61c0: x', blocks: [] }, 'kick 1');

  expect(await witnesses()).toEqual(titles.map(() => ({ seq: 12, hash: '9f3a61c0' })));
});

test('nothing older than an acceptance counts, also where it is updated later', async () => {
  const { poster, announce, witnesses } = await aChannel();
  const older = await announce(first);
  const thread = await announce(third);
  await announce(second, thread.ts);
  const acceptance = { ...second, kind: 'head-accepted' } as const;
  await announce(acceptance);
  await poster.update(older, () => auditView([third]), 'entry 1');

  expect(await witnesses()).toEqual([{ ...witnessOf(acceptance), isAcceptance: true }]);
});

test('entries are found behind hundreds of other messages, and no further back than needed', async () => {
  const { poster, announce, witnesses, callsOf } = await aChannel();
  await announce(first);
  for (let later = 0; later < 210; later += 1) await poster.post(channel, noticeView('a flood'));

  expect(await witnesses()).toEqual([witnessOf(first)]);
  expect(callsOf('conversations.history')).toBe(2);

  await announce(second);
  expect(await witnesses()).toEqual([witnessOf(second)]);
  expect(callsOf('conversations.history')).toBe(3);
});

test('a channel that cannot be read is a failure, not an empty one', async () => {
  const { slack, witnesses } = await aChannel();
  slack.control.changeChannel({ id: channel, hasBot: false });

  await expect(witnesses()).rejects.toThrow();
});
