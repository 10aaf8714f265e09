import { expect, test } from 'vitest';
import type { PeopleRule } from '../../src/domain/person.ts';
import { countUsers, isOfUser } from '../../src/domain/users.ts';
import { aConnection } from '../builders/a-connection.ts';
import { connectionId, personId } from '../builders/ids.ts';

const people: PeopleRule = {
  match: 'email',
  map: new Map([
    [personId('U0BOB'), ['bob-laptop', 'pool']],
    [personId('U0ANNA'), ['POOL']],
  ]),
};
const bobsNames = ['bob@example.com', 'bob-laptop', 'pool'];
const on = (username: string | undefined, commonName: string | undefined, id = '0a') =>
  aConnection({ id: connectionId(`cvpn-connection-${id}`), username, commonName });

test.each([
  ['a user name of theirs', on('BOB@example.com', 'anything'), true],
  ['a certificate of theirs and no user name', on(undefined, 'bob-laptop'), true],
  ['an empty user name', on('', 'bob-laptop'), true],
  ['another user name on a certificate of theirs', on('anna@example.com', 'bob-laptop'), false],
  ['a certificate that is listed for somebody else as well', on(undefined, 'pool'), false],
  ['no name', on(undefined, undefined), false],
  ['another name', on(undefined, 'bob-laptop-2'), false],
])('a connection with %s', (_, connection, isTheirs) => {
  expect(isOfUser(connection, bobsNames, people)).toBe(isTheirs);
});

test.each([
  ['one user name in several spellings', [on('bob', 'x'), on('BOB', 'y')], [], 1],
  ['several user names on one certificate', [on('bob', 'x'), on('anna', 'x')], [], 2],
  ['a user name and the same name on a certificate', [on('bob', 'x'), on(undefined, 'bob')], [], 1],
  ['a user name and a certificate without one', [on('bob', 'x'), on(undefined, 'x')], [], 2],
  ['two names of one person', [on('bob@example.com', 'x'), on(undefined, 'bob-laptop')], [bobsNames], 1],
  ['a certificate of one name', [on(undefined, 'x', '0a'), on(undefined, 'x', '0b')], [], 1],
  [
    'a certificate that several people are listed for',
    [on(undefined, 'pool', '0a'), on(undefined, 'pool', '0b')],
    [bobsNames],
    2,
  ],
  [
    'one name that a directory knows as well',
    [on('bob@x', 'x'), { ...on('BOB@x', 'x'), isDirectoryUser: true }],
    [],
    1,
  ],
  ['no name', [on(undefined, undefined, '0a'), on(undefined, undefined, '0b')], [], 2],
])('counts the users of connections by %s', (_, connections, persons, count) => {
  expect(countUsers(connections, people, persons)).toBe(count);
});

const inDirectory = (username: string) => ({ ...on(username, undefined), isDirectoryUser: true });
const certificate = (name: string) => `certificate ${name}`;
test.each([
  ['an address and a short domain', ['bob@x'], ['CORP\\bob'], 1],
  ['an address and the name alone', ['bob@x'], ['bob'], 1],
  ['a name alone and every way to write it', ['bob'], ['bob', 'CORP\\bob', 'bob@corp'], 1],
  ['an address and two short domains', ['bob@x'], ['CORP\\bob', 'PARTNER\\bob'], 2],
  ['an address and another domain', ['bob@x'], ['bob@y'], 2],
  ['an address and another domain that a short one joins', ['bob@x'], ['CORP\\bob', 'bob@y'], 2],
  ['two addresses', ['bob@x', 'bob@y'], ['bob'], 2],
  ['two addresses with the directory’s form of each', ['bob@x', 'bob@y'], ['bob@x', 'bob@y'], 2],
  ['an address and the name alone on endpoints without a directory', ['bob@x', 'bob'], ['CORP\\bob'], 2],
  ['other names', ['bob@x'], ['CORP\\anna'], 2],
  ['a certificate and a short domain', [certificate('bob')], ['CORP\\bob'], 2],
  ['a certificate and the same name', [certificate('bob')], ['bob'], 1],
])('counts the users of %s, with a directory and without one', (_, elsewhere, usernames, count) => {
  const others = elsewhere.map((name) =>
    name.startsWith('certificate ') ? on(undefined, name.slice(12)) : on(name, 'x'),
  );
  const connections = [...others, ...usernames.map(inDirectory)];

  expect(countUsers(connections, { match: 'map', map: new Map() }, [])).toBe(count);
  expect(countUsers(connections.toReversed(), { match: 'map', map: new Map() }, [])).toBe(count);
});

test('a directory name that is listed for another person is not counted as the owner of an address', () => {
  const listed: PeopleRule = { match: 'email', map: new Map([[personId('U0ANNA'), ['CORP\\bob']]]) };

  expect(countUsers([on('bob@x', 'x'), inDirectory('CORP\\bob')], listed, [['anna@x', 'CORP\\bob']])).toBe(2);
});

test.each([
  ['one name in three forms', ['anna', 'CORP\\anna', 'anna@corp.example'], [], 1],
  ['two short domains', ['anna', 'CORP\\anna', 'PARTNER\\anna'], [], 2],
  ['two domains beside one short domain', ['CORP\\anna', 'anna@corp.example', 'anna@partner.example'], [], 2],
  ['two short domains that may be one person', ['CORP\\anna', 'PARTNER\\anna'], [['anna']], 2],
  [
    'two short domains that are one person',
    ['CORP\\anna', 'PARTNER\\anna'],
    [['corp\\anna', 'partner\\anna']],
    1,
  ],
  ['names of two persons that one of them may have', ['anna', 'CORP\\anna'], [['anna'], ['CORP\\anna']], 2],
])('counts directory users for %s', (_, usernames, persons, count) => {
  expect(countUsers(usernames.map(inDirectory), people, persons)).toBe(count);
});
