import { expect, test } from 'vitest';
import { parseChannelFromSlack } from '../../../src/slack/directory/channel-from-slack.ts';

const helpdesk = { id: 'C0HELPDESK', name: 'helpdesk', is_private: true };

test('a private channel is read as what it is', () => {
  expect(parseChannelFromSlack(helpdesk)).toEqual({
    id: 'C0HELPDESK',
    name: 'helpdesk',
    isPrivate: true,
    isArchived: false,
    isShared: false,
    isOrgShared: false,
  });
});

test.each(['is_shared', 'is_ext_shared', 'is_pending_ext_shared', 'is_org_shared'])(
  '%s makes a channel shared',
  (flag) => {
    expect(parseChannelFromSlack({ ...helpdesk, [flag]: true })?.isShared).toBe(true);
    expect(parseChannelFromSlack({ ...helpdesk, [flag]: false })?.isShared).toBe(false);
  },
);

const sharedByCompany = { ...helpdesk, is_shared: true, is_org_shared: true, is_ext_shared: false };

test('a channel of several workspaces of the company is shared with no other organization', () => {
  const channel = parseChannelFromSlack({ ...sharedByCompany, is_pending_ext_shared: false });

  expect(channel).toMatchObject({ isShared: false, isOrgShared: true });
});

test.each([
  ['it is shared with another organization as well', { is_ext_shared: true }],
  ['another organization is invited', { is_pending_ext_shared: true }],
  ['Slack does not rule out another organization', { is_ext_shared: null }],
  ['Slack does not say that the workspaces are the company’s', { is_org_shared: null }],
])('a channel of several workspaces is shared with others where %s', (_title, given) => {
  expect(parseChannelFromSlack({ ...sharedByCompany, ...given })?.isShared).toBe(true);
});

test('treats null fields like missing ones', () => {
  const flags = { is_archived: null, is_shared: null, is_ext_shared: null, is_pending_ext_shared: null };

  expect(parseChannelFromSlack({ ...helpdesk, ...flags, name: null, is_org_shared: null })).toMatchObject({
    name: 'C0HELPDESK',
    isArchived: false,
    isShared: false,
    isOrgShared: false,
  });
});

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
