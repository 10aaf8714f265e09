import { expect, test } from 'vitest';
import {
  endedNames,
  keyOfConnection,
  nameKey,
  namesFromText,
  reconnectedAfterMs,
  textFromNames,
} from '../../src/core/watched-names.ts';
import { aConnection, someConnections } from '../builders/a-connection.ts';
import { aKickPart, sessionStates } from '../builders/a-kick.ts';
import { aChain, anEntryDraft } from '../builders/an-entry-draft.ts';

const [one = aConnection(), other = aConnection(), third = aConnection()] = someConnections(3);
const bob = { ...one, username: 'bob@example.com' };
const anna = { ...other, username: 'Anna@example.com' };
const kiosk = { ...third, username: undefined, commonName: 'kiosk' };
const names = namesFromText(textFromNames([bob, anna, kiosk]));

function aPart(
  at: string,
  ...sessions: readonly (readonly [typeof bob | typeof kiosk, keyof typeof sessionStates])[]
) {
  const entries = aChain([
    anEntryDraft({ kind: 'requested', at: '2026-11-02T09:00:00.000Z' }),
    anEntryDraft({ kind: 'finished', at }),
  ]);
  return aKickPart({
    entries,
    sessions: sessions.map(([connection, kind]) => ({ connection, state: sessionStates[kind] })),
  });
}

test('a name has one key in every spelling, and another name has another', () => {
  expect(nameKey('ANNA@example.com')).toBe(keyOfConnection(anna));
  expect(nameKey('joanna@example.com')).not.toBe(keyOfConnection(anna));
  expect(keyOfConnection(aConnection({ username: undefined, commonName: undefined }))).toBeUndefined();
});

test('names take up 22 characters a connection, and a connection without one takes up none', () => {
  const nameless = aConnection({ username: undefined, commonName: undefined });

  expect(textFromNames([bob, nameless, anna])).toHaveLength(44);
});

test('names count whose connections may have been ended, and no others', () => {
  const parts = [aPart('2026-11-02T09:00:03.000Z', [bob, 'ended'], [anna, 'stopped'], [kiosk, 'claimed'])];

  expect([...endedNames({ parts }, names, []).keys()]).toEqual([nameKey('bob@example.com')]);
});

test('a target counts as soon as any connection was ended', () => {
  const ended = [aPart('2026-11-02T09:00:03.000Z', [bob, 'unconfirmed'])];
  const failed = [aPart('2026-11-02T09:00:03.000Z', [bob, 'failed'])];

  expect(endedNames({ parts: ended }, names, ['bob-laptop']).has(nameKey('bob-laptop'))).toBe(true);
  expect(endedNames({ parts: failed }, names, ['bob-laptop']).size).toBe(0);
});

test('a reconnect counts from the last order before it', () => {
  const parts = [
    aPart('2026-11-02T09:00:03.000Z', [bob, 'ended']),
    aPart('2026-11-02T09:00:20.000Z', [{ ...bob, id: other.id }, 'ended']),
  ];
  const name = endedNames({ parts }, new Map(names), ['bob@example.com']).get(nameKey('bob@example.com'));
  const after = (at: string) => name && reconnectedAfterMs(name, new Date(at));

  expect(after('2026-11-02T09:00:10.000Z')).toBe(7_000);
  expect(after('2026-11-02T09:00:37.000Z')).toBe(17_000);
  expect(after('2026-11-02T09:00:01.000Z')).toBe(0);
});
