import { expect, test } from 'vitest';
import { countUnread } from '../../../emulators/page/workspace/read-marks.ts';

test('only what others wrote since is unread', () => {
  const channel = {
    id: 'C1',
    name: 'c',
    kind: 'public',
    topic: '',
    members: [],
    hasBot: true,
    isArchived: false,
  } as const;
  const messages = ['1.1', '1.2', '1.3'].map((ts, index) => ({
    channel: 'C1',
    ts,
    threadTs: null,
    isBroadcast: false,
    user: index === 1 ? 'U0HELGA' : 'U0BOB',
    text: index === 2 ? 'hello <@U0HELGA>' : '',
    blocks: [],
    editedAt: null,
    files: [],
    onlyFor: null,
    notice: null,
  }));

  expect(countUnread(channel, messages, '1.1', 'U0HELGA')).toEqual({ count: 1, isForMe: true });
  expect(countUnread(channel, messages, '1.3', 'U0HELGA')).toEqual({ count: 0, isForMe: false });
});
