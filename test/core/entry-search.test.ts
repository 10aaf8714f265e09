import { expect, test } from 'vitest';
import { isAskedFor } from '../../src/core/entry-search.ts';
import { aChain, anEntryDraft } from '../builders/an-entry-draft.ts';
import { personId } from '../builders/ids.ts';

const [entry] = aChain([
  anEntryDraft({
    kind: 'finished',
    correlation: 'a1b2c3d4e5',
    actor: { id: 'U0HELGA', name: 'helga', team: 'T0HOME' },
    channel: { id: 'C0HELPDESK', name: 'helpdesk' },
    endpoint: { id: 'cvpn-endpoint-0e', name: 'prod-eu', region: 'eu-west-1' },
    target: 'Bob@example.com, bob-laptop',
    reason: 'Ticket 4711: stale session',
    connections: [{ id: 'cvpn-connection-0c1' }, { id: 'cvpn-connection-0c2' }],
    awsRequestId: 'request-1',
  }),
]);

test.each([
  ['the actor’s name', 'helga'],
  ['the actor’s id', 'u0helga'],
  ['a part of the target', 'BOB-LAP'],
  ['a part of the reason', 'stale'],
  ['any of the connections', 'cvpn-connection-0c2'],
  ['a part of a connection’s id', '0c1'],
  ['the channel', 'helpdesk'],
  ['the endpoint', 'prod-eu'],
  ['the kind', 'finished'],
  ['the correlation that an answer named', 'a1b2c3d4e5'],
  ['AWS’ number for the call', 'request-1'],
  ['the entry’s own number', '1'],
  ['its number as a message writes it', '#1'],
  ['a number in the reason', '4711'],
])('an entry is found by %s', (_, text) => {
  expect(entry && isAskedFor(entry, { kind: 'text', text })).toBe(true);
});

test.each(['joanna', '471 1', '#4711', 'cvpn-connection-0c3', 'T0HOME'])('and not by %s', (text) => {
  expect(entry && isAskedFor(entry, { kind: 'text', text })).toBe(false);
});

const helga = personId('U0HELGA');
const bob = personId('U0BOB');

test.each([
  ['what a person did', helga, [], true],
  ['what was done to a name of theirs, whatever its case', bob, ['bob@EXAMPLE.com'], true],
  ['what was done to one name among several', bob, ['bob-laptop'], true],
  ['nothing of names that only contain theirs', bob, ['bob'], false],
  ['nothing of others', bob, ['anna@example.com'], false],
])('of a person, %s is found', (_, id, names, expected) => {
  expect(entry && isAskedFor(entry, { kind: 'person', id, names })).toBe(expected);
});

test.each(['bob (U0BOB)', 'U0BOB'])(
  'an act that was refused is found by the person it was asked for: %s',
  (target) => {
    const [refused] = aChain([anEntryDraft({ kind: 'refused', target })]);

    expect(refused && isAskedFor(refused, { kind: 'person', id: bob, names: [] })).toBe(true);
  },
);
