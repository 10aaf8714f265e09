import { expect, test, vi } from 'vitest';
import { actions, button, messageView } from '../../src/slack/block-kit/blocks.ts';
import { noticeView } from '../../src/slack/block-kit/notice.ts';
import { liveMessages } from '../../src/slack/live-messages.ts';
import { type MessagePoster, messagePoster } from '../../src/slack/message-poster.ts';
import { aReservation } from '../contract/message-store-contract.ts';
import { MemoryMessageStore } from '../doubles/memory-message-store.ts';
import { MovedClock } from '../doubles/moved-clock.ts';
import { aWorkspace } from './a-workspace.ts';
import { MemoryLogger } from './memory-logger.ts';
import { MemoryPoster } from './memory-poster.ts';

const places = ['C0HELPDESK', 'U0HELGA'];
let scenes = 0;

function aScene(
  memory = new MemoryMessageStore(),
  poster = new MemoryPoster(),
  isDead: (process: string) => boolean = () => false,
) {
  const clock = new MovedClock();
  const logger = new MemoryLogger();
  scenes += 1;
  const me = `process of scene ${scenes}`;
  const messages = liveMessages(poster, memory, clock, logger, { me, isDead });
  const show = (text: string) => messages.show('kick 1', places, noticeView(text));
  return { memory, poster, clock, logger, messages, show };
}

test('the first state is posted, later ones update it in place', async () => {
  const { poster, show } = aScene();

  expect(await show('first')).toBe(true);
  expect(await show('second')).toBe(true);

  expect(poster.sent).toEqual([
    { how: 'post', place: 'C0HELPDESK', text: 'first' },
    { how: 'update', place: 'C0HELPDESK ts-1', text: 'second' },
  ]);
});

test('of states that come before one can be shown only the latest is shown', async () => {
  const { poster, clock, show } = aScene();
  const startedAt = clock.now();

  await Promise.all([show('first'), show('second'), show('third')]);

  expect(poster.sent.map(({ text }) => text)).toEqual(['third']);
  expect(clock.now()).toEqual(startedAt);
});

test('progress is shown a second after the state before, and only the latest', async () => {
  const { poster, clock, messages } = aScene();
  const startedAt = clock.now().getTime();
  const show = (text: string) => messages.show('kick 1', places, { ...noticeView(text), isProgress: true });

  await show('first');
  await Promise.all([show('second'), show('third')]);

  expect(poster.sent.map(({ text }) => text)).toEqual(['first', 'third']);
  expect(clock.now().getTime() - startedAt).toBe(1_000);
});

test('a state that comes while progress waits is shown at once in its place', async () => {
  const { poster, clock, messages, show } = aScene();
  clock.sleep = () => new Promise(() => {});
  const showProgress = (text: string) =>
    messages.show('kick 1', places, { ...noticeView(text), isProgress: true });

  await showProgress('first');
  const progress = showProgress('second');
  await show('over');
  await progress;

  expect(poster.sent.map(({ text }) => text)).toEqual(['first', 'over']);
});

test('two things at once have a message each', async () => {
  const { poster, messages, show } = aScene();

  await Promise.all([show('first'), messages.show('kick 2', places, noticeView('other'))]);

  expect(poster.sent.map(({ how }) => how)).toEqual(['post', 'post']);
});

test('a place that refuses is passed over for the next, where the message then stays', async () => {
  const { poster, logger, show } = aScene();
  poster.refuse('C0HELPDESK', 'channel_not_found');

  await show('first');
  poster.accept('C0HELPDESK');
  await show('second');

  expect(poster.sent.map(({ place }) => place)).toEqual(['U0HELGA', 'U0HELGA ts-1']);
  expect(logger.lines.join('\n')).toContain('channel_not_found');
});

test('a message that stands in a direct message names its channel in its buttons, also when it is updated', async () => {
  const poster = new MemoryPoster();
  poster.refuse('C0HELPDESK', 'restricted_action');
  const { messages } = aScene(undefined, poster);
  const view = messageView('under way', [actions('row', [button('kick_stop', 'Stop', 'corr-0001')])]);

  await messages.show('kick 1', places, view);
  await messages.show('kick 1', places, view);
  await messages.show('warning 1', places, view, 'kick 1');

  expect(poster.sent.map(({ how }) => how)).toEqual(['post', 'update', 'post']);
  for (const sent of poster.views) expect(JSON.stringify(sent)).toContain('"C0HELPDESK:corr-0001"');
});

test('a message in its own channel, or about a person alone, names none', async () => {
  const { poster, messages } = aScene();
  const view = messageView('under way', [actions('row', [button('kick_stop', 'Stop', 'corr-0001')])]);

  await messages.show('kick 1', places, view);
  await messages.show('kick 2', ['U0HELGA'], view);

  expect(poster.views).toEqual([view, view]);
});

test('a place that does not answer may have the message, so it is put nowhere else', async () => {
  const { poster, show } = aScene();
  poster.refuse('C0HELPDESK', new Error('socket hang up'));

  expect(await show('first')).toBe(false);
  expect(poster.sent).toEqual([]);
});

test.each(['message_not_found', 'cant_update_message', 'edit_window_closed'])(
  'a message that can no longer be updated (%s) is posted anew',
  async (word) => {
    const { poster, show } = aScene();
    await show('first');
    poster.refuse('C0HELPDESK ts-1', word);

    await show('second');
    await show('third');

    expect(poster.sent).toEqual([
      { how: 'post', place: 'C0HELPDESK', text: 'first' },
      { how: 'post', place: 'C0HELPDESK', text: 'second' },
      { how: 'update', place: 'C0HELPDESK ts-2', text: 'third' },
    ]);
  },
);

test('an update that fails otherwise puts no second message beside the first', async () => {
  const { poster, show } = aScene();
  await show('first');
  poster.refuse('C0HELPDESK ts-1', new Error('socket hang up'));

  expect(await show('second')).toBe(false);
  expect(poster.sent).toHaveLength(1);
});

test('what nobody takes is logged and answered, never thrown', async () => {
  const { poster, logger, show } = aScene();
  for (const place of places) poster.refuse(place, 'is_archived');

  expect(await show('first')).toBe(false);
  expect(logger.lines.some((line) => line.startsWith('error'))).toBe(true);
});

test('a later process updates the message that an earlier one posted', async () => {
  const { memory, poster, show } = aScene();
  await show('first');

  await aScene(memory, poster).show('second');

  expect(poster.sent.map(({ how }) => how)).toEqual(['post', 'update']);
});

test('a post that was not seen to the end is looked for before anything is posted again', async () => {
  const { memory, poster } = aScene();
  await memory.reserve('kick 1', aReservation({ channel: 'C0HELPDESK' }), undefined);
  await poster.post('C0HELPDESK', noticeView('first'), 'kick 1');

  await aScene(memory, poster).show('second');

  expect(poster.sent.map(({ how }) => how)).toEqual(['post', 'update']);
});

test('a post that was intended and never made is made', async () => {
  const { memory, poster } = aScene();
  await memory.reserve('kick 1', aReservation({ channel: 'C0HELPDESK' }), undefined);

  await aScene(memory, poster).show('first');

  expect(poster.sent).toEqual([{ how: 'post', place: 'C0HELPDESK', text: 'first' }]);
});

test('two processes that have the same to show at the same moment post one message', async () => {
  const { memory, poster } = aScene();
  const scenes = [aScene(memory, poster), aScene(memory, poster)];

  const stand = await Promise.all(scenes.map(({ show }, index) => show(`from ${index}`)));

  expect(stand).toEqual([true, true]);
  expect(poster.sent.map(({ how }) => how)).toEqual(['post', 'update']);
});

test('a post that another process is in the middle of is waited for, not made a second time', async () => {
  const { memory, poster } = aScene();
  const scene = aScene(memory, poster);
  const at = scene.clock.now();
  await memory.reserve('kick 1', aReservation({ channel: 'C0HELPDESK', at }), undefined);
  scene.clock.atEachSleep = () => {
    void memory.save('kick 1', { channel: 'C0HELPDESK', ts: 'ts-1' });
  };

  await scene.show('from here');

  expect(poster.sent).toEqual([{ how: 'update', place: 'C0HELPDESK ts-1', text: 'from here' }]);
});

test('a post that waits in line for its channel is not made where another process was faster', async () => {
  const { posting, slack, messages } = await aWorkspace();
  const memory = new MemoryMessageStore();
  const line = Promise.withResolvers<void>();
  const waiting = messagePoster(posting, Object.assign(new MovedClock(), { sleep: () => line.promise }));
  const showFrom = (me: string, poster: MessagePoster) =>
    liveMessages(poster, memory, new MovedClock(), new MemoryLogger(), { me, isDead: () => false }).show(
      'kick 1',
      places,
      noticeView(`from the ${me}`),
    );
  slack.control.orderFault({
    method: 'chat.postMessage',
    times: 1,
    fault: { kind: 'rate_limited', retryAfterS: 60 },
  });
  const flood = waiting.post('C0HELPDESK', noticeView('a flood'));
  await vi.waitFor(() => expect(slack.control.faults()).toEqual([]));

  const slow = showFrom('slow one', waiting);
  await showFrom('fast one', messagePoster(posting, new MovedClock()));
  line.resolve();

  expect(await Promise.all([slow, flood])).toMatchObject([true, {}]);
  expect((await messages()).map(({ text }) => text).toSorted()).toEqual(['a flood', 'from the slow one']);
});

test('its own post whose answer was lost is looked for at once', async () => {
  const { clock, poster, show } = aScene();
  const startedAt = clock.now();
  poster.refuse('C0HELPDESK', new Error('socket hang up'));
  await show('first');

  poster.accept('C0HELPDESK');
  await show('second');

  expect(poster.sent.map(({ text }) => text)).toEqual(['second']);
  expect(clock.now()).toEqual(startedAt);
});

test('a process that died in the middle of a post is not waited for longer than a post takes', async () => {
  const { memory, poster } = aScene();
  const scene = aScene(memory, poster);
  const at = scene.clock.now();
  await memory.reserve('kick 1', aReservation({ channel: 'C0HELPDESK', at }), undefined);

  await scene.show('from here');

  expect(poster.sent).toEqual([{ how: 'post', place: 'C0HELPDESK', text: 'from here' }]);
  expect(scene.clock.now().getTime() - at.getTime()).toBe(15_000);
});

test('a process that is known to have ended in the middle of a post is waited for until Slack has what it sent', async () => {
  const { memory, poster } = aScene();
  const scene = aScene(memory, poster, (process) => process === 'process-1');
  const at = scene.clock.now();
  await memory.reserve('kick 1', aReservation({ channel: 'C0HELPDESK', at }), undefined);

  await scene.show('from here');

  expect(poster.sent).toEqual([{ how: 'post', place: 'C0HELPDESK', text: 'from here' }]);
  expect(scene.clock.now().getTime() - at.getTime()).toBe(2_000);
});

test('what follows something is told in the thread of its message, wherever that stands', async () => {
  const { poster, messages, show } = aScene();
  await show('first');

  await messages.show('comeback 1', ['C0OTHER'], noticeView('back'), 'kick 1');
  await messages.show('comeback 1', ['C0OTHER'], noticeView('still back'), 'kick 1');

  expect(poster.sent.slice(1)).toEqual([
    { how: 'post', place: 'C0HELPDESK under ts-1', text: 'back' },
    { how: 'update', place: 'C0HELPDESK ts-2', text: 'still back' },
  ]);
});

test('a later process tells in the thread of a message that an earlier one posted', async () => {
  const { memory, poster, show } = aScene();
  await show('first');

  await aScene(memory, poster).messages.show('comeback 1', places, noticeView('back'), 'kick 1');

  expect(poster.sent.at(-1)?.place).toBe('C0HELPDESK under ts-1');
});

test.each([
  ['that was never begun', async () => {}],
  [
    'that is gone',
    async ({ poster, show }: ReturnType<typeof aScene>) => {
      await show('first');
      poster.refuse('C0HELPDESK under ts-1', 'thread_not_found');
    },
  ],
] as const)('what would be told in a thread %s has a message of its own', async (_, before) => {
  const scene = aScene();
  await before(scene);

  await scene.messages.show('comeback 1', places, noticeView('back'), 'kick 1');

  expect(scene.poster.sent.at(-1)).toEqual({ how: 'post', place: 'C0HELPDESK', text: 'back' });
});

test('a message that is being updated is not forgotten for others, so that its last state is shown last', async () => {
  const { poster, messages, show } = aScene();
  await show('first');
  const update = poster.update.bind(poster);
  const answer = Promise.withResolvers<void>();
  poster.update = async (ref, latest) => {
    const view = latest();
    if (view.text.includes('under way')) await answer.promise;
    return update(ref, () => view);
  };

  const shown = show('under way');
  await Promise.all(
    Array.from({ length: 1_000 }, (_, index) => messages.show(`entry ${index}`, places, noticeView('other'))),
  );
  const shownLast = show('over');
  await new Promise(setImmediate);
  answer.resolve();
  await Promise.all([shown, shownLast]);

  expect(poster.sent.filter(({ how }) => how === 'update').map(({ text }) => text)).toEqual([
    'under way',
    'over',
  ]);
});
