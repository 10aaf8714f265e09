import { expect, test } from 'vitest';
import { type Standing, vpnNamesOf } from '../../src/core/person.ts';
import { parsePersonFromSlack } from '../../src/slack/person-from-slack.ts';
import { teamId } from '../builders/ids.ts';

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
    name: 'helga',
    email: 'helga@example.com',
    hasUnconfirmedEmail: false,
    standing: 'member',
  });
});

test.each<[string, object, Standing]>([
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
])('someone who is %s is no member', (_title, given, standing) => {
  expect(parsePersonFromSlack({ ...helga, ...given }, home)?.standing).toBe(standing);
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
    standing: 'member',
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

test.each([undefined, null, {}, { id: 'U0HELGA' }, { ...helga, id: 'helga' }, { ...helga, is_bot: 'no' }])(
  'nobody is vouched for by %o',
  (user) => {
    expect(parsePersonFromSlack(user, home)).toBeUndefined();
  },
);
