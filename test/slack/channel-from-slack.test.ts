import { expect, test } from 'vitest';
import { parseChannelFromSlack } from '../../src/slack/channel-from-slack.ts';

const helpdesk = { id: 'C0HELPDESK', name: 'helpdesk', is_private: true };

test('a private channel is read as what it is', () => {
  expect(parseChannelFromSlack(helpdesk)).toEqual({
    id: 'C0HELPDESK',
    name: 'helpdesk',
    isPrivate: true,
    isArchived: false,
    isShared: false,
  });
});

test.each(['is_shared', 'is_ext_shared', 'is_pending_ext_shared', 'is_org_shared'])(
  '%s makes a channel shared',
  (flag) => {
    expect(parseChannelFromSlack({ ...helpdesk, [flag]: true })?.isShared).toBe(true);
    expect(parseChannelFromSlack({ ...helpdesk, [flag]: false })?.isShared).toBe(false);
  },
);

test('an archived channel is archived, and a nameless one goes by its id', () => {
  const channel = parseChannelFromSlack({ id: 'C0HELPDESK', is_private: false, is_archived: true });

  expect(channel).toMatchObject({ name: 'C0HELPDESK', isArchived: true, isPrivate: false });
});

test.each([
  undefined,
  null,
  {},
  { ...helpdesk, id: 'helpdesk' },
  { id: 'C0HELPDESK' },
  { ...helpdesk, is_private: 1 },
])('no channel is vouched for by %o', (conversation) => {
  expect(parseChannelFromSlack(conversation)).toBeUndefined();
});
