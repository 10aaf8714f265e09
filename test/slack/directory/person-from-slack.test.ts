import { describe, expect, test } from 'vitest';
import { type AccountType, vpnNamesOf } from '../../../src/domain/person.ts';
import { parsePersonFromSlack } from '../../../src/slack/directory/person-from-slack.ts';
import { teamId } from '../../builders/ids.ts';

const home = teamId('T0HOME');
const helga = {
  id: 'U0HELGA',
  team_id: 'T0HOME',
  name: 'helga.huber',
  profile: { email: 'helga@example.com', display_name: 'helga' },
};

test('a member of the bot’s workspace is vouched for with name and address', () => {
  expect(parsePersonFromSlack(helga, home)).toEqual({
    id: 'U0HELGA',
    team: 'T0HOME',
    otherTeams: [],
    name: 'helga',
    email: 'helga@example.com',
    hasUnconfirmedEmail: false,
    accountType: 'member',
  });
});

test.each<[string, object, AccountType]>([
  ['of another workspace', { team_id: 'T0OTHER' }, 'outsider'],
  ['a stranger from a shared channel', { is_stranger: true }, 'outsider'],
  ['a guest of many channels', { is_restricted: true }, 'guest'],
  ['a guest of one channel', { is_ultra_restricted: true }, 'guest'],
  ['deactivated', { deleted: true }, 'deactivated'],
  ['a bot', { is_bot: true }, 'bot'],
  ['Slackbot, which Slack does not call a bot', { id: 'USLACKBOT' }, 'bot'],
  [
    'a deactivated guest of another workspace',
    { team_id: 'T0OTHER', is_restricted: true, deleted: true },
    'deactivated',
  ],
  ['a guest of another workspace', { team_id: 'T0OTHER', is_restricted: true }, 'outsider'],
])('someone who is %s is no member', (_title, given, accountType) => {
  expect(parsePersonFromSlack({ ...helga, ...given }, home)?.accountType).toBe(accountType);
});

test.each([
  ['the display name is empty', { profile: { display_name: '' } }, 'helga.huber'],
  ['there is no profile', { profile: undefined }, 'helga.huber'],
  [
    'only the real name is told',
    { profile: undefined, name: undefined, real_name: 'Helga Huber' },
    'Helga Huber',
  ],
  ['no name is told', { profile: undefined, name: undefined }, 'U0HELGA'],
])('where %s, the next best name is taken', (_title, given, name) => {
  expect(parsePersonFromSlack({ ...helga, ...given }, home)?.name).toBe(name);
});

test('an address that Slack has not confirmed is none, and is known to be there', () => {
  expect(parsePersonFromSlack({ ...helga, is_email_confirmed: false }, home)).toMatchObject({
    email: undefined,
    hasUnconfirmedEmail: true,
    accountType: 'member',
  });
});

test.each([true, undefined, null])(
  'an address counts where Slack says %s of its confirmation',
  (isConfirmed) => {
    expect(parsePersonFromSlack({ ...helga, is_email_confirmed: isConfirmed }, home)).toMatchObject({
      email: 'helga@example.com',
      hasUnconfirmedEmail: false,
    });
  },
);

test.each([
  ['someone of another workspace', { team_id: 'T0OTHER' }],
  ['a stranger from a shared channel', { is_stranger: true }],
  ['a bot', { is_bot: true }],
])('the address of %s is none: nobody here confirmed it', (_title, given) => {
  expect(parsePersonFromSlack({ ...helga, is_email_confirmed: true, ...given }, home)?.email).toBeUndefined();
});

test.each([
  ['a guest', { is_restricted: true }],
  ['someone who left', { deleted: true }],
])('the address of %s counts, so that their connections are found', (_title, given) => {
  expect(parsePersonFromSlack({ ...helga, ...given }, home)?.email).toBe('helga@example.com');
});

test('nobody goes by a name of their profile: it is theirs to choose', () => {
  const profile = { display_name: 'bob@example.com', real_name: 'bob@example.com' };
  const person = parsePersonFromSlack({ ...helga, name: 'bob', profile }, home);

  expect(person && vpnNamesOf(person, { match: 'email', map: new Map() })).toEqual([]);
});

test('an empty address is none', () => {
  expect(parsePersonFromSlack({ ...helga, profile: { email: '' } }, home)?.email).toBeUndefined();
});

describe('on Enterprise Grid', () => {
  const onGrid = (...teams: readonly string[]) => ({ id: 'U0HELGA', enterprise_id: 'E0ACME', teams });

  test.each<[string, object, AccountType]>([
    ['whose home is this workspace', { enterprise_user: onGrid('T0HOME', 'T0LABS') }, 'member'],
    [
      'whose home is another workspace, and who belongs to this one too',
      { team_id: 'T0LABS', enterprise_user: onGrid('T0LABS', 'T0HOME') },
      'member',
    ],
    ['without a home', { team_id: null, enterprise_user: onGrid('T0LABS', 'T0HOME') }, 'member'],
    ['with the organization for a home', { team_id: 'E0ACME', enterprise_user: onGrid('T0HOME') }, 'member'],
    ['of other workspaces alone', { team_id: 'T0LABS', enterprise_user: onGrid('T0LABS') }, 'outsider'],
    [
      'without a home, and of other workspaces alone',
      { team_id: null, enterprise_user: onGrid('T0LABS') },
      'outsider',
    ],
    ['of another organization', { team_id: 'E0PARTNER', enterprise_user: onGrid('T0PARTNER') }, 'outsider'],
    [
      'who is a stranger, whatever workspaces are named',
      { team_id: null, is_stranger: true, enterprise_user: onGrid('T0HOME') },
      'outsider',
    ],
    ['who is a guest', { team_id: null, enterprise_user: onGrid('T0HOME'), is_restricted: true }, 'guest'],
    [
      'who is deactivated',
      { team_id: null, enterprise_user: onGrid('T0HOME'), deleted: true },
      'deactivated',
    ],
  ])('somebody %s is told apart', (_title, given, accountType) => {
    expect(parsePersonFromSlack({ ...helga, ...given }, home)?.accountType).toBe(accountType);
  });

  test('the other workspaces and the organization are kept, since a request may name them', () => {
    const given = { team_id: null, enterprise_user: onGrid('T0LABS', 'T0HOME') };

    expect(parsePersonFromSlack({ ...helga, ...given }, home)).toMatchObject({
      team: 'T0HOME',
      otherTeams: ['T0LABS', 'E0ACME'],
      email: 'helga@example.com',
    });
  });

  test.each([
    ['no workspace at all', { team_id: null }],
    ['no workspace, and no organization', { team_id: undefined, enterprise_user: null }],
    ['an organization without workspaces', { team_id: null, enterprise_user: onGrid() }],
    [
      'an organization whose workspaces are missing',
      { team_id: null, enterprise_user: { enterprise_id: 'E0ACME' } },
    ],
    ['workspaces that are none', { team_id: null, enterprise_user: { ...onGrid(), teams: 'T0HOME' } }],
    ['a home that is none', { team_id: 'home', enterprise_user: onGrid('T0HOME') }],
  ])('nobody is vouched for with %s', (_title, given) => {
    expect(parsePersonFromSlack({ ...helga, ...given }, home)).toBeUndefined();
  });
});

test('treats null fields like missing ones', () => {
  const flags = {
    deleted: null,
    is_bot: null,
    is_stranger: null,
    is_restricted: null,
    is_ultra_restricted: null,
  };
  const profile = { email: null, display_name: null };

  expect(
    parsePersonFromSlack({ ...helga, ...flags, name: null, real_name: null, profile }, home),
  ).toMatchObject({
    name: 'U0HELGA',
    email: undefined,
    accountType: 'member',
  });
});

test.each([undefined, null, {}, { id: 'U0HELGA' }, { ...helga, id: 'helga' }, { ...helga, is_bot: 'no' }])(
  'nobody is vouched for by %o',
  (user) => {
    expect(parsePersonFromSlack(user, home)).toBeUndefined();
  },
);
