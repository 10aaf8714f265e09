import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inOrder } from '../../src/domain/connection-list.ts';
import { select } from '../../src/domain/target.ts';
import { namesOn } from '../../src/domain/vpn-name.ts';
import { aConnection, someConnections } from '../builders/a-connection.ts';
import { connectionId } from '../builders/ids.ts';

const anna = aConnection({ id: connectionId('cvpn-connection-0a'), username: 'anna', commonName: 'cert-1' });
const joanna = aConnection({
  id: connectionId('cvpn-connection-0b'),
  username: 'joanna',
  commonName: 'cert-1',
});
const unnamed = aConnection({
  id: connectionId('cvpn-connection-0c'),
  username: undefined,
  commonName: undefined,
  clientIp: '10.0.9.9',
});
const all = [anna, joanna, unnamed];

test('everyone selects every connection, live or ended', () => {
  const ended = aConnection({ endedAt: new Date('2026-11-02T09:00:00Z') });

  expect(select([...all, ended], { kind: 'everyone' })).toEqual([...all, ended]);
});

test('a name selects whole names, in any case', () => {
  expect(select(all, { kind: 'names', names: ['ANNA'] })).toEqual([anna]);
  expect(select(all, { kind: 'names', names: ['ann'] })).toEqual([]);
  expect(select(all, { kind: 'names', names: ['nobody', 'joanna'] })).toEqual([joanna]);
});

test('a certificate’s name selects every connection with it', () => {
  expect(select(all, { kind: 'names', names: ['cert-1'] })).toEqual([anna, joanna]);
});

test('a directory user’s name selects every way to write it, and no certificate', () => {
  const written = ['CORP\\anna', 'anna@corp.example', 'Anna', 'PARTNER\\anna', 'joanna'].map((username) =>
    aConnection({ username, commonName: 'bob@corp.example' }),
  );
  const usernames = (name: string, isDirectory: boolean) =>
    select(written, { kind: 'names', names: [name], isDirectory }).map(({ username }) => username);

  expect(usernames('anna', true)).toEqual(['CORP\\anna', 'anna@corp.example', 'Anna', 'PARTNER\\anna']);
  expect(usernames('corp\\anna', true)).toEqual(['CORP\\anna', 'anna@corp.example', 'Anna']);
  expect(usernames('anna', false)).toEqual(['Anna']);
  expect(usernames('bob', true)).toEqual([]);
});

test('an empty name selects nothing, not connections without a name', () => {
  expect(select(all, { kind: 'names', names: ['', ' '] })).toEqual([]);
});

test('an id selects its connection alone', () => {
  expect(select(all, { kind: 'connections', ids: [unnamed.id] })).toEqual([unnamed]);
  expect(select(all, { kind: 'connections', ids: [connectionId('cvpn-connection-0')] })).toEqual([]);
  expect(select(all, { kind: 'connections', ids: [] })).toEqual([]);
});

test('a text selects connections with it in a name, an id or an address', () => {
  expect(select(all, { kind: 'text', text: 'ANNA' })).toEqual([anna, joanna]);
  expect(select(all, { kind: 'text', text: '10.0.9' })).toEqual([unnamed]);
  expect(select(all, { kind: 'text', text: 'connection-0b' })).toEqual([joanna]);
});

test('an exact target never matches a part of a name', () => {
  const name = fc.stringMatching(/^[a-zA-Z@.]{1,8}$/);

  fc.assert(
    fc.property(name, name, name, (username, commonName, wanted) => {
      const connection = aConnection({ username, commonName });
      const isWhole = namesOn(connection).some((one) => one.toLowerCase() === wanted.toLowerCase());

      expect(select([connection], { kind: 'names', names: [wanted] })).toEqual(isWhole ? [connection] : []);
    }),
    { examples: [['joanna', 'x', 'anna']] },
  );
});

test('sorts the latest first, those without a start last, and equals by id', () => {
  const [a, b, c, d] = someConnections(4).map((connection, index) => {
    const establishedAt = [undefined, 2_000, 5_000, 2_000][index];
    return {
      connection: {
        ...connection,
        establishedAt: establishedAt === undefined ? undefined : new Date(establishedAt),
      },
    };
  });

  expect(inOrder([a, d, c, b].flatMap((one) => one ?? []))).toEqual([c, b, d, a]);
});
