import { expect, test } from 'vitest';
import {
  endedNames,
  nameKey,
  namesFromTexts,
  reconnectedAfterMs,
  textsFromNames,
} from '../../src/domain/watched-names.ts';
import { aConnection, someConnections } from '../builders/a-connection.ts';
import { aKickPart, connectionStates } from '../builders/a-kick.ts';
import { aChain, anEntryDraft } from '../builders/an-entry-draft.ts';

const [one = aConnection(), other = aConnection(), third = aConnection()] = someConnections(3);
const bob = { ...one, username: 'bob@example.com' };
const anna = { ...other, username: 'Anna@example.com' };
const kiosk = { ...third, username: undefined, commonName: 'kiosk' };
const read = (connections: Parameters<typeof textsFromNames>[0]) => {
  const { names, directoryNames } = textsFromNames(connections);
  return namesFromTexts(names, directoryNames);
};
const names = read([bob, anna, kiosk]);

function aPart(
  at: string,
  ...connections: readonly (readonly [typeof bob | typeof kiosk, keyof typeof connectionStates])[]
) {
  const entries = aChain([
    anEntryDraft({ kind: 'requested', at: '2026-11-02T09:00:00.000Z' }),
    anEntryDraft({ kind: 'finished', at }),
  ]);
  return aKickPart({
    entries,
    connections: connections.map(([connection, kind]) => ({ connection, state: connectionStates[kind] })),
  });
}

test('all spellings of a name share one key, and different names never do', () => {
  expect(nameKey('ANNA@example.com')).toBe(nameKey('anna@example.com'));
  expect(nameKey('joanna@example.com')).not.toBe(nameKey('anna@example.com'));
});

test('the keys of names take 22 characters per connection, 30 more on a directory endpoint, and none without a name', () => {
  const nameless = aConnection({ username: undefined, commonName: undefined });
  const { names: plain, directoryNames } = textsFromNames([
    bob,
    nameless,
    { ...anna, isDirectoryUser: true },
  ]);

  expect(plain).toHaveLength(44);
  expect(directoryNames).toHaveLength(30);
});

test('recognizes a directory user in every spelling, unless two domains differ', () => {
  const corp = { ...anna, username: 'CORP\\anna', isDirectoryUser: true };
  const partner = { ...bob, username: 'bob@partner.example', isDirectoryUser: true };
  const parts = [aPart('2026-11-02T09:00:03.000Z', [corp, 'ended'], [partner, 'ended'])];
  const ended = endedNames({ parts }, read([corp, partner]), []);

  for (const same of ['corp\\Anna', 'anna', 'anna@corp.example'])
    expect(ended.of(same, true)?.key).toBe(nameKey('CORP\\anna'));
  for (const other of ['OTHER\\anna', 'joanna', 'bob@corp.example'])
    expect(ended.of(other, true)).toBeUndefined();
  expect(ended.of('anna', false)).toBeUndefined();
  expect(ended.count).toBe(2);
});

test('counts names whose connections may have been terminated, and no others', () => {
  const parts = [aPart('2026-11-02T09:00:03.000Z', [bob, 'ended'], [anna, 'stopped'], [kiosk, 'claimed'])];

  const ended = endedNames({ parts }, names, []);
  expect(ended.count).toBe(1);
  expect(ended.of('BOB@example.com', false)).toBeDefined();
});

test('counts a target as soon as any of its connections was terminated', () => {
  const ended = [aPart('2026-11-02T09:00:03.000Z', [bob, 'unconfirmed'])];
  const failed = [aPart('2026-11-02T09:00:03.000Z', [bob, 'failed'])];

  expect(endedNames({ parts: ended }, names, ['bob-laptop']).of('bob-laptop', false)).toBeDefined();
  expect(endedNames({ parts: failed }, names, ['bob-laptop']).count).toBe(0);
});

test('measures a reconnect from the last termination before it', () => {
  const parts = [
    aPart('2026-11-02T09:00:03.000Z', [bob, 'ended']),
    aPart('2026-11-02T09:00:20.000Z', [{ ...bob, id: other.id }, 'ended']),
  ];
  const name = endedNames({ parts }, names, ['bob@example.com']).of('bob@example.com', false);
  const after = (at: string) => name && reconnectedAfterMs(name, new Date(at));

  expect(after('2026-11-02T09:00:10.000Z')).toBe(7_000);
  expect(after('2026-11-02T09:00:37.000Z')).toBe(17_000);
  expect(after('2026-11-02T09:00:01.000Z')).toBe(0);
});
